-- Frees the jobs of worker processes that died (their lock can be taken, or they never came to announce themselves),
-- takes over from those that are stuck, then repairs open runs whose job is in no queue any more, or has no attempt
-- left there, and ends backtests that no worker will. Returns how many of each.
create or replace function sweep_dead_workers(out dead_pools integer, out repaired_runs integer, out taken_over integer)
language plpgsql volatile security definer
set search_path from current
as $$
declare
  pool ml_worker_pools;
  lost record;
  task ml_pipeline_tasks;
  unannounced text[];
begin
  dead_pools := 0;
  repaired_runs := 0;
  for pool in select * from ml_worker_pools order by pool_id loop
    if pg_try_advisory_xact_lock(hashtextextended(@schema_literal@ || ':worker_pool:' || pool.pool_id, 0)) then
      perform @worker_schema@.force_unlock_workers(array[pool.pool_id]);
      delete from ml_worker_pools p where p.pool_id = pool.pool_id;
      dead_pools := dead_pools + 1;
    end if;
  end loop;
  -- One that takes its first job announces itself at the same moment. What died before it had done so has no lock.
  unannounced := array(
    select distinct j.locked_by from @worker_schema@._private_jobs j
    where j.locked_at < clock_timestamp() - interval '15 seconds'
      and not exists (select from ml_worker_pools p where p.pool_id = j.locked_by));
  if cardinality(unannounced) > 0 then
    perform @worker_schema@.force_unlock_workers(unannounced);
    dead_pools := dead_pools + cardinality(unannounced);
  end if;
  taken_over := take_over_from_stuck_workers();

  -- Jobs of steps in whose place another one was put, and whose worker did not live to end them. One whose payload is
  -- none of ours has failed, and stays to be seen.
  perform @worker_schema@.complete_jobs(array(
    select j.id from @worker_schema@._private_jobs j
    join @worker_schema@._private_tasks t on t.id = j.task_id
    join ml_pipeline_steps s on s.name = t.identifier
    where j.key is null and j.locked_at is null and j.attempts >= j.max_attempts
      and j.payload ->> 'run_id' ~ '^[1-9][0-9]*$'));

  -- A short step's job is there or not. A training's may be a dead letter, which knows why, or on its way there.
  for lost in
    select t.run_id, t.step
    from ml_pipeline_tasks t
    join ml_pipeline_runs r on r.id = t.run_id
    join ml_pipeline_steps s on s.name = t.step
    where r.status in ('queued', 'running') and t.status in ('queued', 'running')
      and greatest(t.queued_at, t.started_at) < clock_timestamp() - case s.executor
        when 'graphile_worker' then interval '5 seconds' else interval '1 minute' end
      and not has_live_job(t.run_id, t.step)
      and not exists (
        select from @boss_schema@.job j
        where j.name = t.step || '_dead_letter' and j.data ->> 'run_id' = t.run_id::text
          and j.state in ('created', 'retry', 'active'))
    order by t.run_id
    for update of r skip locked
  loop
    select * into task from ml_pipeline_tasks t where t.run_id = lost.run_id and t.step = lost.step;
    if task.status = 'running' then
      perform end_attempt(task.run_id, task.step, 'the worker died, and its job was lost');
    end if;
    perform enqueue_step(t.step, array[t.run_id])
    from ml_pipeline_tasks t
    where t.run_id = lost.run_id and t.step = lost.step and t.status = 'queued';
    repaired_runs := repaired_runs + 1;
  end loop;
  perform fail_lost_backtests();
end
$$;

grant execute on function sweep_dead_workers() to pgaugur_worker;
