-- Jobs of graphile-worker whose worker lives, as far as its lock tells, and does not work on them: it gave no sign of
-- life for a minute, or did not end a step half a minute after its time, when it should have done so by itself. Each is
-- put into the queue once more, as another job, so that the worker, should it go on, ends what it holds and nothing
-- else; what it writes then is refused by the number of its attempt. The worker is marked as stuck. Returns how many
-- jobs. A run that the stuck worker itself has locked, in the middle of its writing, comes with the next sweep: the
-- server ends such a transaction (see WORKER_SETTINGS).
create or replace function take_over_from_stuck_workers()
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  held record;
  task ml_pipeline_tasks;
  taken integer := 0;
  why text;
begin
  for held in
    select j.id as job_id, t.identifier, j.payload, j.key, j.attempts, j.max_attempts, w.pool_id, w.seen_at,
           s.name as step, s.timeout, (j.payload ->> 'run_id')::bigint as run_id,
           w.seen_at < clock_timestamp() - longest_silence() as is_silent
    from @worker_schema@._private_jobs j
    join @worker_schema@._private_tasks t on t.id = j.task_id
    join ml_worker_pools w on w.pool_id = j.locked_by
    left join ml_pipeline_steps s on s.name = t.identifier
    where j.key is not null
      and (w.seen_at < clock_timestamp() - longest_silence()
           or j.locked_at < clock_timestamp() - s.timeout - interval '30 seconds')
    order by j.id
  loop
    why := case
      when held.is_silent then why_silent(held.seen_at)
      else format('it did not end %s of run %s within %s', held.step, held.run_id, held.timeout)
    end;
    if held.step is null then
      -- Asked for outside of any run: the attempts it has left.
      perform @worker_schema@.add_job(
        held.identifier, held.payload, job_key => held.key,
        max_attempts => greatest(held.max_attempts - held.attempts, 1));
    else
      perform from ml_pipeline_runs r where r.id = held.run_id for update skip locked;
      continue when not found;
      -- Another sweep may have been faster, or the worker have gone on with the next step of the same job.
      perform from @worker_schema@._private_jobs j
      where j.id = held.job_id and j.key = held.key and j.locked_by = held.pool_id;
      continue when not found;
      select * into task from ml_pipeline_tasks t where t.run_id = held.run_id and t.step = held.step;
      if task.status = 'running' then
        -- A worker may have waited for the run's lock before its attempt began.
        continue when not held.is_silent
          and task.started_at >= clock_timestamp() - held.timeout - interval '30 seconds';
        perform end_attempt(task.run_id, task.step, 'the worker is stuck: ' || why);
      end if;
      perform enqueue_step(t.step, array[t.run_id])
      from ml_pipeline_tasks t
      where t.run_id = held.run_id and t.step = held.step and t.status = 'queued';
      continue when not found;
    end if;
    update ml_worker_pools p
    set stuck_since = coalesce(p.stuck_since, clock_timestamp()), stuck_because = why
    where p.pool_id = held.pool_id;
    taken := taken + 1;
  end loop;
  -- Also without a job.
  update ml_worker_pools p
  set stuck_since = clock_timestamp(), stuck_because = why_silent(p.seen_at)
  where p.seen_at < clock_timestamp() - longest_silence() and p.stuck_since is null;
  return taken;
end
$$;

revoke all on function take_over_from_stuck_workers() from public;
