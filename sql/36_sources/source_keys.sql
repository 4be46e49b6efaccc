-- Keys of a source that are no instrument are about nobody: a symbol in other letters, or of an instrument that is not
-- there yet. That is no fault, and nothing that may pass in silence: it is counted when the source is added, and once
-- a day.

create or replace function count_source_keys(
  source ml_feature_sources, out matched integer, out unmatched integer, out first_unmatched text[])
language plpgsql stable
set search_path from current
as $$
begin
  if source.instrument_key is null then
    return;
  end if;
  execute format(
    'select count(*) filter (where k.is_known), count(*) filter (where not k.is_known),
            (array_agg(left(k.key, 60) order by k.key) filter (where not k.is_known))[1:5]
     from (select d.key, exists (select from base_instruments i where %s = d.key) as is_known
           from (select distinct %I::text as key from %s where %2$I is not null) d) k',
    case when source.key_is_id then 'i.id::text' else 'i.symbol' end, source.instrument_key, source.relation)
    into matched, unmatched, first_unmatched;
end
$$;

comment on function count_source_keys(ml_feature_sources) is
  E'@behavior -*\nHow many keys of a source are instruments, how many are none, and the first of these.';
grant execute on function count_source_keys(ml_feature_sources) to pgaugur_operator, pgaugur_worker;

-- As it is said to people; null where every key is an instrument.
create or replace function unmatched_keys_in_words(source ml_feature_sources)
returns text
language sql stable
set search_path from current
as $$
  select case when source.keys_unmatched > 0 then
    format('source "%s": %s of %s %s no %s: %s%s', source.name, source.keys_unmatched,
           counted(source.keys_matched + source.keys_unmatched, 'key'),
           case source.keys_unmatched when 1 then 'is' else 'are' end,
           case when source.key_is_id then 'id of an instrument' else 'symbol of an instrument' end,
           (select string_agg(quote_literal(k), ', ' order by place)
            from unnest(source.first_unmatched) with ordinality u (k, place)),
           case when source.keys_unmatched > cardinality(source.first_unmatched) then ' …' else '' end) end
$$;

comment on function unmatched_keys_in_words(ml_feature_sources) is
  E'@behavior -*\nWhich keys of a source are no instrument, in words; null where there is none.';
grant execute on function unmatched_keys_in_words(ml_feature_sources) to pgaugur_reader, pgaugur_operator,
  pgaugur_worker;

-- With the owner's rights: the keys were read as the worker's role.
create or replace function note_source_keys(
  source_id integer, matched integer, unmatched integer, first_unmatched text[])
returns void
language sql volatile security definer
set search_path from current
as $$
  update ml_feature_sources s
  set keys_matched = note_source_keys.matched, keys_unmatched = note_source_keys.unmatched,
      first_unmatched = note_source_keys.first_unmatched, keys_counted_at = clock_timestamp()
  where s.id = note_source_keys.source_id
$$;

comment on function note_source_keys(integer, integer, integer, text[]) is
  E'@behavior -*\nWrites down how many keys of a source are instruments.';
grant execute on function note_source_keys(integer, integer, integer, text[]) to pgaugur_worker;
