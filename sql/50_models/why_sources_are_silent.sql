-- What of the user's own tables a model reads and does not get; null while it gets all of it. A value that is older
-- than its source's limit is not known, so a source that stops is silent from then on.
create or replace function why_sources_are_silent(model_id bigint, session date)
returns text
language sql stable security definer
set search_path from current
set plan_cache_mode to force_generic_plan
as $$
  with read as (
    select n.name, n.place, f.values[array_position(s.feature_names, n.name)] as value, removed.at as removed_at
    from ml_models m
    join ml_feature_sets s on s.id = m.feature_set_id
    cross join jsonb_array_elements_text(m.feature_names) with ordinality as n (name, place)
    left join features f on f.instrument_id = m.instrument_id and f.feature_set_id = s.id
      and f.trading_date = why_sources_are_silent.session
    left join lateral (
      select o.removed_at as at from ml_feature_sources o
      where o.id = any (s.source_ids) and o.name = split_part(n.name, '.', 1)) removed on true
    where m.id = why_sources_are_silent.model_id and position('.' in n.name) > 0
  )
  select nullif(concat_ws('; ',
    (select string_agg(format('source %s was removed on %s', r.source, r.on_day), '; ')
     from (select distinct split_part(name, '.', 1) as source, (removed_at at time zone 'UTC')::date as on_day
           from read where removed_at is not null) r),
    (select format('not known of its sources: %s', string_agg(name, ', ' order by place))
     from read where removed_at is null and value is null having count(*) > 0)), '')
$$;

comment on function why_sources_are_silent(bigint, date) is
  E'@behavior -*\n'
  'What of the user''s own tables a model reads and does not get in a session, in words; null while it gets all of it.';
grant execute on function why_sources_are_silent(bigint, date) to pgaugur_reader, pgaugur_worker;
