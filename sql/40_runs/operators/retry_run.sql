-- Continues a failed or cancelled run at the step where it stopped.
create or replace function retry_run(run_id bigint)
returns ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
declare
  run ml_pipeline_runs;
  stopped_step text;
  open_run bigint;
  newer_run bigint;
  subject text;
begin
  select * into run from ml_pipeline_runs r where r.id = retry_run.run_id for update;
  if not found then
    raise exception 'no run with id %', retry_run.run_id using errcode = 'no_data_found';
  end if;
  subject := case when run.pool is null then 'instrument' else 'pool' end;
  if run.status not in ('failed', 'cancelled') then
    raise exception 'run % is %, only a failed or cancelled run can be retried', run.id, run.status
      using errcode = 'object_not_in_prerequisite_state';
  end if;
  select r.id into open_run from ml_pipeline_runs r
  where (r.instrument_id = run.instrument_id or r.pool = run.pool) and r.status in ('queued', 'running');
  if found then
    raise exception 'run % cannot be retried: run % of the same % is open', run.id, open_run, subject
      using errcode = 'object_not_in_prerequisite_state';
  end if;

  select r.id into newer_run from ml_pipeline_runs r
  where (r.instrument_id = run.instrument_id or r.pool = run.pool) and r.id > run.id and r.status = 'succeeded'
  order by r.id desc limit 1;
  if found then
    raise exception 'run % is out of date: run % of the same % has succeeded since', run.id, newer_run, subject
      using errcode = 'object_not_in_prerequisite_state';
  end if;

  update ml_pipeline_tasks t
  set status = 'queued', queued_at = clock_timestamp(), finished_at = null, attempt_limit = t.attempt + s.max_attempts
  from ml_pipeline_steps s
  where t.run_id = run.id and t.status in ('failed', 'cancelled') and s.name = t.step
  returning t.step into stopped_step;
  update ml_pipeline_runs r set status = 'running', finished_at = null, outcome = null
  where r.id = run.id
  returning * into run;
  update ml_models m set status = 'training' where m.pipeline_run_id = run.id and m.status = 'failed';
  perform enqueue_step(stopped_step, array[run.id]);
  return run;
end
$$;

comment on function retry_run(bigint) is
  'Continues a failed or cancelled run at the step where it stopped, with new attempts.';
grant execute on function retry_run(bigint) to pgaugur_operator;
