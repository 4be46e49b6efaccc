-- The policy in force for an instrument: its own value where it states one, else the default. By the names of columns,
-- so that one that both tables have is part of it.
create or replace function pipeline_policy(instrument_id integer)
returns ml_pipeline_defaults
language sql stable
set search_path from current
as $$
  select jsonb_populate_record(d, jsonb_strip_nulls(to_jsonb(o)))
  from ml_pipeline_defaults d
  left join ml_pipeline_policies o on o.instrument_id = pipeline_policy.instrument_id
$$;

comment on function pipeline_policy(integer) is
  E'@behavior -*\nThe pipeline policy in force for an instrument: its own row over the defaults.';
grant execute on function pipeline_policy(integer) to pgaugur_reader, pgaugur_worker;
