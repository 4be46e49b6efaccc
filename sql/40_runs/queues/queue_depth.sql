-- What waits in the two queues. A function reads them, since a view on their tables would stand in the way of their own
-- migrations.
create or replace function jobs_in_queues()
returns table (
  queue text, step text, ready integer, delayed integer, running integer, failed integer,
  oldest_ready_seconds double precision)
language sql stable security definer
set search_path from current
as $$
  select j.queue, j.step,
         count(*) filter (where j.state = 'ready')::integer, count(*) filter (where j.state = 'delayed')::integer,
         count(*) filter (where j.state = 'running')::integer, count(*) filter (where j.state = 'failed')::integer,
         max(extract(epoch from statement_timestamp() - j.ready_since)) filter (where j.state = 'ready')
           ::double precision
  from (
    select 'graphile_worker' as queue, g.task_identifier as step, g.run_at as ready_since,
           case when g.locked_at is not null then 'running' when g.attempts >= g.max_attempts then 'failed'
                when g.run_at > statement_timestamp() then 'delayed' else 'ready' end as state
    from @worker_schema@.jobs g
    union all
    select 'pg_boss', b.name, b.start_after,
           case when b.state = 'failed' then 'failed' when b.state = 'active' then 'running'
                when b.start_after > statement_timestamp() then 'delayed' else 'ready' end
    from @boss_schema@.job b
    where b.state in ('created', 'retry', 'active', 'failed') and not starts_with(b.name, '__pgboss')
  ) j
  group by j.queue, j.step
$$;

comment on function jobs_in_queues() is E'@behavior -*\nWhat waits in the queues: the view queue_depth.';
grant execute on function jobs_in_queues() to pgaugur_reader, pgaugur_worker;

create or replace view queue_depth as
select j.queue, j.step, j.ready, j.delayed, j.running, j.failed, j.oldest_ready_seconds
from jobs_in_queues() j;

comment on view queue_depth is
  E'@name queue_of_step\n'
  '@listName queueDepth\n'
  '@primaryKey queue,step\n'
  'What waits for workers, per queue and step, or other kind of work: what an autoscaler goes by. Empty where nothing '
  'waits, runs or has failed.';
comment on column queue_depth.queue is E'@set executor\n@notNull\ngraphile_worker or pg_boss.';
comment on column queue_depth.step is E'@notNull\nName of the step, or of what is done outside of runs.';
comment on column queue_depth.ready is E'@notNull\nHow many a worker could take now.';
comment on column queue_depth.delayed is E'@notNull\nHow many are to be taken later: tries again, quiet periods.';
comment on column queue_depth.running is E'@notNull\nHow many a worker has taken.';
comment on column queue_depth.failed is
  E'@notNull\nHow many were given up and are kept. Of a step, its run says why, and retry_run goes on.';
comment on column queue_depth.oldest_ready_seconds is
  'For how long the oldest of those that are ready has waited; null without one.';

grant select on queue_depth to pgaugur_reader, pgaugur_worker;
