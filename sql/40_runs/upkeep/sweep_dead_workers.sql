-- Frees the jobs of worker processes that died (their lock can be taken), then repairs open runs whose job is in
-- no queue any more. Returns how many of each.
create or replace function sweep_dead_workers(out dead_pools integer, out repaired_runs integer)
language plpgsql volatile security definer
set search_path from current
as $$
declare
  pool ml_worker_pools;
  lost record;
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

  for lost in
    select t.run_id, t.step, t.attempt, t.attempt_limit
    from ml_pipeline_tasks t
    join ml_pipeline_runs r on r.id = t.run_id
    where r.status in ('queued', 'running') and t.status in ('queued', 'running')
      and greatest(t.queued_at, t.started_at) < clock_timestamp() - interval '1 minute'
      and not has_live_job(t.run_id, t.step)
    order by t.run_id
    for update of r skip locked
  loop
    if lost.attempt >= lost.attempt_limit then
      perform close_run(lost.run_id, 'failed',
        format('%s gave up after %s whose worker died', lost.step, counted(lost.attempt, 'attempt')));
    else
      perform enqueue_step(lost.step, array[lost.run_id]);
    end if;
    repaired_runs := repaired_runs + 1;
  end loop;
end
$$;

grant execute on function sweep_dead_workers() to pgaugur_worker;
