-- The feature sets to compute for an instrument: the current one, and those that its living models were trained on.
create or replace function feature_sets_in_use(instrument_id integer)
returns setof ml_feature_sets
language sql stable
set search_path from current
as $$
  select s.*
  from ml_feature_sets s
  where s.is_supported
    and (s.is_current
         or exists (select from ml_models m
                    where m.instrument_id = feature_sets_in_use.instrument_id and m.feature_set_id = s.id
                      and m.status in ('training', 'active', 'testing')))
  order by s.id
$$;

comment on function feature_sets_in_use(integer) is
  E'@behavior -*\n'
  'The feature sets that are computed for an instrument: the current one and those of its living models.';
grant execute on function feature_sets_in_use(integer) to pgaugur_reader, pgaugur_worker;
