-- Stops a run where it stands: a worker in the middle of a step is refused when it tries to finish.
create or replace function cancel_run(run_id bigint, reason text default 'cancelled on request')
returns ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
declare
  run ml_pipeline_runs;
begin
  select * into run from ml_pipeline_runs r where r.id = cancel_run.run_id for update;
  if not found then
    raise exception 'no run with id %', cancel_run.run_id using errcode = 'no_data_found';
  end if;
  if run.status not in ('queued', 'running') then
    raise exception 'run % is already %', run.id, run.status using errcode = 'object_not_in_prerequisite_state';
  end if;
  perform close_run(run.id, 'cancelled', reason);
  select * into run from ml_pipeline_runs r where r.id = run.id;
  return run;
end
$$;

comment on function cancel_run(bigint, text) is
  'Stops an open run where it stands; a worker in the middle of a step is refused when it tries to finish.';
grant execute on function cancel_run(bigint, text) to pgaugur_operator;
