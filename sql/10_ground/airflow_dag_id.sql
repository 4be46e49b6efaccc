-- The old system's name of an instrument's pipeline: what its queries look for in airflow_dag_id.
create or replace function airflow_dag_id(symbol text)
returns text
language sql immutable
set search_path from current
as $$ select 'ml_training_7d_' || lower(symbol) $$;

comment on function airflow_dag_id(text) is
  E'@behavior -*\nThe name that the former system had for the pipeline of an instrument.';
grant execute on function airflow_dag_id(text) to pgaugur_worker;
