-- 2 is the generation of the 7-day system; the second number counts the instrument's models. A run that stores its
-- model again keeps the number.
create or replace function next_model_version(instrument_id integer, run_id bigint)
returns text
language sql stable
set search_path from current
as $$
  select coalesce(
    (select m.model_version from ml_models m where m.pipeline_run_id = next_model_version.run_id),
    'v2.' || (select coalesce(max(split_part(m.model_version, '.', 2)::int) + 1, 0) from ml_models m
              where m.instrument_id = next_model_version.instrument_id and m.model_version ~ '^v2[.][0-9]+[.]') || '.0')
$$;

comment on function next_model_version(integer, bigint) is
  E'@behavior -*\nThe version of the model that a run trains or adopts.';
grant execute on function next_model_version(integer, bigint) to pgaugur_reader, pgaugur_worker;
