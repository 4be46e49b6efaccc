-- Which worker processes live, and which of them work.

-- After which a worker that lives is taken for one that does not work.
create or replace function longest_silence()
returns interval
language sql immutable
return interval '1 minute';

comment on function longest_silence() is E'@behavior -*\nAfter so long without a sign of life a worker is stuck.';
grant execute on function longest_silence() to pgaugur_reader, pgaugur_worker;

create or replace function why_silent(seen_at timestamptz)
returns text
language sql stable
return format('it gives no sign of life since %s', seen_at);

comment on function why_silent(timestamptz) is E'@behavior -*\nWhat is said of a worker that gives no sign of life.';
grant execute on function why_silent(timestamptz) to pgaugur_reader, pgaugur_worker;

-- A worker process announces itself and holds an advisory lock on its name for as long as its connection lives.
create or replace function register_worker_pool(pool_id text, host text, process_id integer)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
begin
  perform pg_advisory_lock(hashtextextended(@schema_literal@ || ':worker_pool:' || pool_id, 0));
  insert into ml_worker_pools (pool_id, host, process_id, seen_at)
  values (pool_id, host, process_id, clock_timestamp())
  on conflict do nothing;
end
$$;

grant execute on function register_worker_pool(text, text, integer) to pgaugur_worker;

-- The lock alone says nothing of a process that is stopped, hangs, or lost its network: so it also gives a sign of life
-- every few seconds, and says which jobs it works on. One that it holds and knows nothing of is given back: it was lost
-- between the two, as when a server crashed and forgot what it had committed. It is stuck no longer when it holds no
-- job that others had to take over.
create or replace function keep_worker_pool(pool_id text, active_jobs bigint[])
returns void
language sql volatile security definer
set search_path from current
as $$
  update @worker_schema@._private_jobs j set locked_at = null, locked_by = null
  where j.locked_by = keep_worker_pool.pool_id and j.key is not null and j.id <> all (active_jobs)
    and j.locked_at < clock_timestamp() - longest_silence();
  update ml_worker_pools p
  set seen_at = clock_timestamp(),
      stuck_since = case when holds.overtaken then p.stuck_since end,
      stuck_because = case when holds.overtaken then p.stuck_because end
  from (select exists (
          select from @worker_schema@._private_jobs j where j.locked_by = keep_worker_pool.pool_id and j.key is null)
       ) as holds (overtaken)
  where p.pool_id = keep_worker_pool.pool_id
$$;

grant execute on function keep_worker_pool(text, bigint[]) to pgaugur_worker;

-- The worker processes that are alive. One that was killed leaves its row behind, but not its lock: pg_locks shows the
-- two halves of the key. That one is silent is seen here as well: it is written down by another that works, and there
-- may be none.
create or replace view live_worker_pools as
select w.pool_id, case when (select has_table_privilege('ml_worker_pools'::regclass, 'select')) then w.host end as host,
       w.process_id, w.started_at, w.seen_at,
       coalesce(w.stuck_since, case when silent.yes then w.seen_at + longest_silence() end) as stuck_since,
       coalesce(w.stuck_because, case when silent.yes then why_silent(w.seen_at) end) as stuck_because
from ml_worker_pools w
cross join lateral (select w.seen_at < clock_timestamp() - longest_silence() as yes) silent
join pg_locks l on l.locktype = 'advisory' and l.objsubid = 1 and l.granted
  and (l.classid::bigint << 32) | l.objid::bigint
      = hashtextextended(@schema_literal@ || ':worker_pool:' || w.pool_id, 0)
join pg_database d on d.oid = l.database and d.datname = current_database();

comment on view live_worker_pools is E'@behavior -*\nThe worker processes that are alive, and whether they work.';
comment on column live_worker_pools.host is 'Where the process runs; null for readers.';
comment on column live_worker_pools.seen_at is 'When it last gave a sign of life.';
comment on column live_worker_pools.stuck_since is 'Since when it lives and does not work; null while it does.';
comment on column live_worker_pools.stuck_because is 'Why others took its steps over.';

grant select on live_worker_pools to pgaugur_reader;

create or replace function unregister_worker_pool(pool_id text)
returns void
language sql volatile security definer
set search_path from current
as $$
  delete from ml_worker_pools p where p.pool_id = unregister_worker_pool.pool_id
$$;

grant execute on function unregister_worker_pool(text) to pgaugur_worker;
