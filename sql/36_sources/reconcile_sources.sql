-- Views, foreign tables and tables that nobody may watch tell of nothing: a schedule compares a digest of the rows of
-- each key with that of the time before.

-- Asks for the instruments of keys whose digest is another, came or went, and notes what was seen. With the owner's
-- rights: the digests were read as the worker's role.
create or replace function note_source_looks(source_id integer, keys text[], digests text[])
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  source ml_feature_sources := (select s from ml_feature_sources s where s.id = source_id);
  changed text[];
  touched integer[];
begin
  select array_agg(coalesce(n.key, l.key)) into changed
  from unnest(keys, digests) n (key, digest)
  full join (select * from ml_source_looks o where o.source_id = note_source_looks.source_id) l using (key)
  where n.digest is distinct from l.digest;
  delete from ml_source_looks l where l.source_id = note_source_looks.source_id and l.key = any (changed);
  insert into ml_source_looks (source_id, key, digest)
  select note_source_looks.source_id, n.key, n.digest from unnest(keys, digests) n (key, digest)
  where n.key = any (changed);

  select array_agg(i.id) into touched
  from base_instruments i
  where has_prices(i.id)
    and (source.instrument_key is null and changed is not null
         or case when source.key_is_id then i.id::text else i.symbol end = any (changed));
  if touched is not null then
    insert into ml_run_requests (instrument_ids, reason) values (touched, format('source %s changed', source.name));
  end if;
  return coalesce(cardinality(touched), 0);
end
$$;

comment on function note_source_looks(integer, text[], text[]) is
  E'@behavior -*\nAsks for the instruments whose rows of a source changed since the look before.';
grant execute on function note_source_looks(integer, text[], text[]) to pgaugur_worker;

-- For how many instruments it asked. A source that cannot be read is warned of, and does not keep the others waiting:
-- the runs of its instruments say what is wrong.
create or replace function reconcile_sources()
returns integer
language plpgsql volatile
set search_path from current
as $$
declare
  source ml_feature_sources;
  keys text[];
  digests text[];
  asked integer := 0;
begin
  for source in select s.* from ml_feature_sources s where s.removed_at is null and not s.is_watched order by s.id loop
    begin
      execute format(
        'select array_agg(t.key), array_agg(t.digest)
         from (select coalesce(r.key, '''') as key, count(*) || '' '' || sum(hashtextextended(r.said, 0)) as digest
               from (select %s as key, row(%s)::text as said from %s) r group by 1) t',
        case when source.instrument_key is null then 'null::text' else format('%I::text', source.instrument_key) end,
        (select string_agg(quote_ident(c), ', ') from unnest(source.value_columns || source.known_at) c),
        source.relation)
        into keys, digests;
      asked := asked + note_source_looks(source.id, coalesce(keys, '{}'), coalesce(digests, '{}'));
    exception when insufficient_privilege or undefined_table or undefined_column or data_exception then
      raise warning 'source "%" (%) cannot be looked at: %', source.name, source.relation, sqlerrm;
    end;
  end loop;
  return asked;
end
$$;

comment on function reconcile_sources() is
  E'@behavior -*\nAsks for a run wherever rows changed in a source that no trigger tells of.';
grant execute on function reconcile_sources() to pgaugur_worker;
