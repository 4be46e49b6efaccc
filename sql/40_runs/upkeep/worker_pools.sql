-- Which worker processes live.

-- A worker process announces itself and holds an advisory lock on its name for as long as its connection lives.
create or replace function register_worker_pool(pool_id text, host text, process_id integer)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
begin
  perform pg_advisory_lock(hashtextextended(@schema_literal@ || ':worker_pool:' || pool_id, 0));
  insert into ml_worker_pools (pool_id, host, process_id) values (pool_id, host, process_id)
  on conflict do nothing;
end
$$;

grant execute on function register_worker_pool(text, text, integer) to pgaugur_worker;

-- The worker processes that are alive. One that was killed leaves its row behind, but not its lock: pg_locks shows the
-- two halves of the key.
create or replace view live_worker_pools as
select w.*
from ml_worker_pools w
join pg_locks l on l.locktype = 'advisory' and l.objsubid = 1 and l.granted
  and (l.classid::bigint << 32) | l.objid::bigint
      = hashtextextended(@schema_literal@ || ':worker_pool:' || w.pool_id, 0)
join pg_database d on d.oid = l.database and d.datname = current_database();

comment on view live_worker_pools is E'@behavior -*\nThe worker processes that are alive, and their hosts.';
comment on column live_worker_pools.host is 'Where the process runs.';

grant select on live_worker_pools to pgaugur_reader;

create or replace function unregister_worker_pool(pool_id text)
returns void
language sql volatile security definer
set search_path from current
as $$
  delete from ml_worker_pools p where p.pool_id = unregister_worker_pool.pool_id
$$;

grant execute on function unregister_worker_pool(text) to pgaugur_worker;
