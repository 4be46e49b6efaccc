-- How an attempt ends without a result.

-- An attempt is over, in an error: keeps it, once per attempt, and ends the run where no attempt is left. Returns
-- whether one is. What readers need not see of it, host and stack, is kept in ml_task_traces.
create or replace function end_attempt(run_id bigint, step text, message text, stack text default null)
returns boolean
language plpgsql volatile
set search_path from current
as $$
declare
  task ml_pipeline_tasks;
  is_last boolean;
begin
  select * into strict task from ml_pipeline_tasks t where t.run_id = end_attempt.run_id and t.step = end_attempt.step;
  is_last := task.attempt >= task.attempt_limit;
  update ml_pipeline_tasks t
  set errors = t.errors || jsonb_build_array(
        jsonb_build_object('message', end_attempt.message, 'attempt', task.attempt, 'at', clock_timestamp())),
      status = case when is_last then 'failed' else 'queued' end,
      finished_at = case when is_last then clock_timestamp() end
  where t.run_id = task.run_id and t.step = task.step;
  update ml_task_traces x set stack = end_attempt.stack
  where x.run_id = task.run_id and x.step = task.step and x.attempt = task.attempt;
  if is_last then
    perform close_run(task.run_id, 'failed',
      format('%s failed after %s: %s', task.step, counted(task.attempt, 'attempt'), end_attempt.message));
  end if;
  return not is_last;
end
$$;

revoke all on function end_attempt(bigint, text, text, text) from public;

-- An attempt failed. The queue tries again unless it was the last attempt, which ends the run. Returns whether another
-- attempt is due. An attempt that was overtaken fails quietly.
create or replace function fail_step(run_id bigint, step text, attempt integer, error jsonb)
returns boolean
language plpgsql volatile security definer
set search_path from current
as $$
begin
  perform current_task(run_id, step, attempt);
  return end_attempt(run_id, step, error ->> 'message', error ->> 'stack');
exception when sqlstate 'PGA01' then
  return false;
end
$$;

grant execute on function fail_step(bigint, text, integer, jsonb) to pgaugur_worker;

-- A worker could not even take the step: what refused it was rolled back together with the attempt, so the attempt is
-- counted here, with its error. Otherwise the queue would try again and again, and nobody would read why. Returns
-- whether another attempt is due.
create or replace function fail_to_take_step(run_id bigint, step text, host text, error jsonb)
returns boolean
language plpgsql volatile security definer
set search_path from current
as $$
declare
  run ml_pipeline_runs;
  task ml_pipeline_tasks;
begin
  select * into run from ml_pipeline_runs r where r.id = fail_to_take_step.run_id for update;
  select * into task from ml_pipeline_tasks t
  where t.run_id = run.id and t.step = fail_to_take_step.step and t.status in ('queued', 'running')
    and run.status in ('queued', 'running');
  if not found then
    return false;
  end if;
  if task.attempt < task.attempt_limit then
    update ml_pipeline_tasks t set attempt = t.attempt + 1, started_at = clock_timestamp()
    where t.run_id = task.run_id and t.step = task.step
    returning * into task;
    insert into ml_task_traces (run_id, step, attempt, host)
    values (task.run_id, task.step, task.attempt, fail_to_take_step.host);
  end if;
  update ml_pipeline_runs r set status = 'running', started_at = coalesce(r.started_at, clock_timestamp())
  where r.id = run.id;
  return end_attempt(
    task.run_id, task.step, format('the step could not be taken: %s', error ->> 'message'), error ->> 'stack');
end
$$;

grant execute on function fail_to_take_step(bigint, text, text, jsonb) to pgaugur_worker;

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

-- A job that pg-boss gave up on, unless its run ended or went on already: the attempt that ran is over, and where
-- others are left the step gets another job. One that was refused or lost before its attempt began waits for the sweep.
create or replace function fail_dead_letter(run_id bigint, step text, error jsonb)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
declare
  run ml_pipeline_runs;
  task ml_pipeline_tasks;
begin
  select * into run from ml_pipeline_runs r where r.id = fail_dead_letter.run_id for update;
  select * into task from ml_pipeline_tasks t
  where t.run_id = run.id and t.step = fail_dead_letter.step and t.status in ('queued', 'running')
    and run.status in ('queued', 'running') and not has_live_job(run.id, t.step);
  if task.status = 'running' or task.attempt >= task.attempt_limit then
    if end_attempt(run.id, step, 'ended in the dead letter queue: ' || (error ->> 'message')) then
      perform enqueue_step(task.step, array[run.id]);
    end if;
  end if;
end
$$;

grant execute on function fail_dead_letter(bigint, text, jsonb) to pgaugur_worker;
