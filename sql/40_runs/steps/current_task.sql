-- The fence: whatever an overtaken attempt writes is refused.

-- The run and task of a step, locked, if the attempt is still the current one; otherwise an error that rolls the
-- caller's transaction back, and with it everything an overtaken attempt wrote.
create or replace function current_task(run_id bigint, step text, attempt integer)
returns ml_pipeline_tasks
language plpgsql volatile
set search_path from current
as $$
declare
  run ml_pipeline_runs;
  task ml_pipeline_tasks;
begin
  select * into run from ml_pipeline_runs r where r.id = current_task.run_id for update;
  select * into task from ml_pipeline_tasks t
  where t.run_id = current_task.run_id and t.step = current_task.step for update;
  if run.status is distinct from 'running' or task.status is distinct from 'running'
    or task.attempt is distinct from current_task.attempt
  then
    raise exception 'attempt % of step % in run % is no longer current (run: %, step: %, attempt %)',
      current_task.attempt, step, run_id,
      coalesce(run.status, 'missing'), coalesce(task.status, 'missing'), task.attempt
      using errcode = 'PGA01';
  end if;
  return task;
end
$$;

revoke all on function current_task(bigint, text, integer) from public;

-- For workers: to be called first in the transaction that writes a step's results. An overtaken attempt is refused
-- before it writes anything, and the run is locked before the rows that belong to it.
create or replace function fence_step(run_id bigint, step text, attempt integer)
returns void
language sql volatile security definer
set search_path from current
as $$
  select from current_task(run_id, step, attempt)
$$;

grant execute on function fence_step(bigint, text, integer) to pgaugur_worker;
