-- How an attempt ends without a result.

-- An attempt failed. Keeps the error; the queue tries again unless it was the last attempt, which ends the run.
-- Returns whether another attempt is due. An attempt that was overtaken fails quietly.
create or replace function fail_step(run_id bigint, step text, attempt integer, error jsonb)
returns boolean
language plpgsql volatile security definer
set search_path from current
as $$
declare
  task ml_pipeline_tasks;
begin
  begin
    task := current_task(run_id, step, attempt);
  exception when sqlstate 'PGA01' then
    return false;
  end;
  update ml_pipeline_tasks t
  set errors = t.errors || jsonb_build_array(
        error || jsonb_build_object('attempt', task.attempt, 'host', task.host, 'at', clock_timestamp())),
      status = case when task.attempt >= task.attempt_limit then 'failed' else 'queued' end,
      finished_at = case when task.attempt >= task.attempt_limit then clock_timestamp() end
  where t.run_id = task.run_id and t.step = task.step;

  if task.attempt >= task.attempt_limit then
    perform close_run(task.run_id, 'failed',
      format('%s failed after %s: %s', task.step, counted(task.attempt, 'attempt'), error ->> 'message'));
    return false;
  end if;
  return true;
end
$$;

grant execute on function fail_step(bigint, text, integer, jsonb) to pgaugur_worker;

-- A worker that shuts down gives its step back: the interrupted attempt does not count against the limit.
create or replace function release_step(run_id bigint, step text, attempt integer)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
declare
  task ml_pipeline_tasks;
begin
  begin
    task := current_task(run_id, step, attempt);
  exception when sqlstate 'PGA01' then
    return;
  end;
  update ml_pipeline_tasks t
  set status = 'queued', attempt_limit = t.attempt_limit + 1
  where t.run_id = task.run_id and t.step = task.step;
  perform enqueue_step(task.step, array[task.run_id]);
end
$$;

grant execute on function release_step(bigint, text, integer) to pgaugur_worker;

-- A job that pg-boss gave up on: the run ends, unless it ended or went on already. Where attempts are left, the job was
-- refused or lost before it began, and the sweep enqueues the step again.
create or replace function fail_dead_letter(run_id bigint, step text, error jsonb)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
declare
  run ml_pipeline_runs;
begin
  select * into run from ml_pipeline_runs r where r.id = fail_dead_letter.run_id for update;
  if run.status in ('queued', 'running') and not has_live_job(run.id, step) and exists (
    select from ml_pipeline_tasks t
    where t.run_id = run.id and t.step = fail_dead_letter.step and t.status in ('queued', 'running')
      and t.attempt >= t.attempt_limit)
  then
    update ml_pipeline_tasks t set errors = t.errors || jsonb_build_array(error)
    where t.run_id = run.id and t.step = fail_dead_letter.step;
    perform close_run(run.id, 'failed', format('%s ended in the dead letter queue: %s', step, error ->> 'message'));
  end if;
end
$$;

grant execute on function fail_dead_letter(bigint, text, jsonb) to pgaugur_worker;
