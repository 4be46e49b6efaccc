-- Which tables hold prices, and that each of them has its triggers. A statement calls the triggers of the table that it
-- names and of no other: one that names the parent calls the parent's, which see the rows of all partitions, and one
-- that names a partition only the partition's own. So each has them; no row is asked for twice.

-- The two tables, and all that inherits from them: partitions at any depth, and children by inheritance. TimescaleDB
-- keeps its chunks to itself. A foreign table may have no transition tables: one that is a price table has
-- request_run_for_foreign_price, and what is written to a partition on another server, reconcile_prices finds.
create or replace view price_tables as
with recursive price_tables as (
  select p.relation::oid, p.bar_columns
  from (values
    ('stock_prices'::regclass,
     '{stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume, split_factor, '
     'dividend_amount}'::text[]),
    ('index_prices'::regclass,
     '{index_id, trading_date_local, open_value, high_value, low_value, close_value, trading_volume}')
  ) p (relation, bar_columns)
  union all
  select i.inhrelid, p.bar_columns
  from price_tables p join pg_inherits i on i.inhparent = p.relation
)
select p.relation::regclass as relation, p.bar_columns,
       (select count(*) = 4 from pg_trigger t
        where t.tgrelid = p.relation
          and t.tgname in ('request_runs_on_insert', 'request_runs_on_update', 'request_runs_on_delete',
                           'request_runs_on_truncate')) as is_watched
from price_tables p
join pg_class c on c.oid = p.relation
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname not like '\_timescaledb%'
  and has_table_privilege(c.oid, 'trigger');

revoke all on price_tables from public;

-- Gives the triggers to all of them, or to those that came since. Returns how many tables got them. A partition that is
-- in use is left for the next night: nobody is to queue behind us.
create or replace function watch_price_tables(only_new boolean default true)
returns integer
language plpgsql volatile security definer
set search_path from current
set lock_timeout to '1ms'
as $$
declare
  prices price_tables;
  arguments text;
  watched integer := 0;
begin
  for prices in select * from price_tables p where not (only_new and p.is_watched) loop
    arguments := (select string_agg(quote_literal(c), ', ') from unnest(prices.bar_columns) c);
    begin
      execute format(
        'create or replace trigger request_runs_on_insert after insert on %1$s
           referencing new table as new_rows
           for each statement execute function request_runs_for_changed_prices(%2$s);
         create or replace trigger request_runs_on_update after update on %1$s
           referencing old table as old_rows new table as new_rows
           for each statement execute function request_runs_for_changed_prices(%2$s);
         create or replace trigger request_runs_on_delete after delete on %1$s
           referencing old table as old_rows
           for each statement execute function request_runs_for_changed_prices(%2$s);
         create or replace trigger request_runs_on_truncate before truncate on %1$s
           for each statement execute function request_runs_for_truncated_prices(%3$L)',
        prices.relation, arguments, prices.bar_columns[1]);
      watched := watched + 1;
    exception when lock_not_available then
      if not only_new then
        raise; -- migrate tries again
      end if;
      raise warning 'table % is in use, so it gets its triggers later', prices.relation;
    end;
  end loop;
  return watched;
end
$$;

revoke all on function watch_price_tables(boolean) from public;

select watch_price_tables(only_new => false);
