-- Postgres looks at the rows of partitions by itself, and never at those of a partitioned table as a whole, which is
-- what the planner asks where a query names no instrument. So each is analyzed once a week; one that somebody else is
-- busy with, another night. Returns how many were.
create or replace function analyze_partitioned_tables()
returns integer
language plpgsql volatile security definer
set search_path from current
set lock_timeout to '1s'
as $$
declare
  stale regclass;
  analyzed integer := 0;
begin
  for stale in
    select c.oid::regclass from pg_class c
    where c.relnamespace = @schema_literal@::regnamespace and c.relkind = 'p'
      and c.relname in ('features', 'ml_predictions', 'stock_prices', 'index_prices')
      and coalesce(pg_stat_get_last_analyze_time(c.oid), '-infinity') < clock_timestamp() - interval '7 days'
  loop
    begin
      execute format('analyze %s', stale);
      analyzed := analyzed + 1;
    exception when lock_not_available then
      raise warning 'table % is in use, so it is analyzed another night', stale;
    end;
  end loop;
  return analyzed;
end
$$;

grant execute on function analyze_partitioned_tables() to pgaugur_worker;
