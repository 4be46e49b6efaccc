-- The queues: workers take and settle jobs. graphile-worker guards its tables with row-level security that admits only
-- their owner, so the worker role gets a policy of its own.

grant usage on schema @worker_schema@, @boss_schema@ to pgaugur_worker;
grant select, insert, update, delete on all tables in schema @worker_schema@ to pgaugur_worker;
grant select, insert, update, delete on all tables in schema @boss_schema@ to pgaugur_worker;
grant usage on all sequences in schema @worker_schema@ to pgaugur_worker;
grant usage on all sequences in schema @boss_schema@ to pgaugur_worker;
-- Their makers leave them as Postgres does, to PUBLIC.
revoke execute on all functions in schema @worker_schema@, @boss_schema@ from public;
grant execute on all functions in schema @worker_schema@ to pgaugur_worker;
grant execute on all functions in schema @boss_schema@ to pgaugur_worker;

do $$
declare
  guarded record;
begin
  for guarded in
    select c.oid::regclass as table_name from pg_class c
    where c.relnamespace = @worker_schema_literal@::regnamespace and c.relrowsecurity
      and not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'pgaugur_worker')
  loop
    execute format('create policy pgaugur_worker on %s to pgaugur_worker using (true) with check (true)',
                   guarded.table_name);
  end loop;
end
$$;
