-- Views, foreign tables and tables that nobody may watch tell of nothing: a schedule compares a digest of the rows of
-- each key with that of the time before.

-- Asks for the instruments of keys whose digest is another, came or went, and notes what was seen. With the owner's
-- rights: the digests were read as the worker's role. `settled` are digests of the rows that are known by the time of
-- this look, `settled_before` of those that were known when the key was last noted: where these are others now, rows of
-- the past were changed in place.
create or replace function note_source_looks(
  source_id integer, looked_at timestamptz, keys text[], digests text[], settled text[], settled_before text[])
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  source ml_feature_sources := (select s from ml_feature_sources s where s.id = source_id);
  changed text[];
  restated boolean;
  touched integer[];
begin
  select array_agg(coalesce(n.key, l.key)) filter (where n.digest is distinct from l.digest),
         bool_or(coalesce(n.settled_before, '') <> l.settled)
    into changed, restated
  from unnest(keys, digests, settled_before) n (key, digest, settled_before)
  full join (select * from ml_source_looks o where o.source_id = note_source_looks.source_id) l using (key);
  delete from ml_source_looks l
  where l.source_id = note_source_looks.source_id and (l.key = any (changed) or l.settled is null);
  insert into ml_source_looks (source_id, key, digest, looked_at, settled)
  select note_source_looks.source_id, n.key, n.digest, note_source_looks.looked_at, n.settled
  from unnest(keys, digests, settled) n (key, digest, settled)
  on conflict on constraint ml_source_looks_pkey do nothing;
  -- The table of that name that was watched is gone, and this one is not.
  update ml_feature_sources s set is_watched = false where s.id = note_source_looks.source_id and s.is_watched;
  if restated then
    update ml_feature_sources s set restated_at = note_source_looks.looked_at where s.id = note_source_looks.source_id;
  end if;

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

comment on function note_source_looks(integer, timestamptz, text[], text[], text[], text[]) is
  E'@behavior -*\nAsks for the instruments whose rows of a source changed since the look before.';
grant execute on function note_source_looks(integer, timestamptz, text[], text[], text[], text[]) to pgaugur_worker;

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
  settled text[];
  settled_before text[];
  looked_at timestamptz;
  counted_keys record;
  asked integer := 0;
begin
  for source in
    select s.* from ml_feature_sources s where s.removed_at is null and not tells_of_changes(s) order by s.id
  loop
    begin
      looked_at := clock_timestamp();
      execute format(
        'select array_agg(t.key), array_agg(t.digest), array_agg(t.settled), array_agg(t.settled_before)
         from (select r.key, count(*) || '' '' || sum(hashtextextended(r.said, 0)) as digest,
                      concat(count(*) filter (where r.at <= $2), '' '',
                             sum(hashtextextended(r.said, 0)) filter (where r.at <= $2)) as settled,
                      concat(count(*) filter (where r.at <= l.looked_at), '' '',
                             sum(hashtextextended(r.said, 0)) filter (where r.at <= l.looked_at)) as settled_before
               from (select coalesce(%s, '''') as key, row(%s)::text as said, %s as at from %s) r
               left join ml_source_looks l on l.source_id = $1 and l.key = r.key
               group by r.key) t',
        case when source.instrument_key is null then 'null::text' else format('%I::text', source.instrument_key) end,
        (select string_agg(quote_ident(c), ', ') from unnest(source.value_columns || source.known_at) c),
        source_time(source), source.relation)
        into keys, digests, settled, settled_before
        using source.id, looked_at;
      asked := asked + note_source_looks(source.id, looked_at, coalesce(keys, '{}'), coalesce(digests, '{}'),
                                         coalesce(settled, '{}'), coalesce(settled_before, '{}'));
    exception when others then
      raise warning 'source "%" (%) cannot be looked at: %', source.name, source.relation, sqlerrm;
    end;
  end loop;
  -- Instruments come, and keys: counted anew once a day, for every key is read.
  for source in
    select s.* from ml_feature_sources s
    where s.removed_at is null and s.instrument_key is not null
      and (s.keys_counted_at is null or s.keys_counted_at < clock_timestamp() - interval '1 day')
    order by s.id
  loop
    begin
      select * into counted_keys from count_source_keys(source);
      perform note_source_keys(source.id, counted_keys.matched, counted_keys.unmatched, counted_keys.first_unmatched);
    exception when others then
      raise warning 'source "%" (%) cannot be looked at: %', source.name, source.relation, sqlerrm;
    end;
  end loop;
  return asked;
end
$$;

comment on function reconcile_sources() is
  E'@behavior -*\nAsks for a run wherever rows changed in a source that no trigger tells of.';
grant execute on function reconcile_sources() to pgaugur_worker;
