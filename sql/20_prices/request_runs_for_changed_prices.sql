-- What happens when prices change. Three kinds of trigger:
--   1. before insert or update: the derived date columns fill themselves;
--   2. after each statement, with transition tables: one row in ml_run_requests for the instruments it touched;
--   3. when the transaction commits: the collected requests become runs, instruments in ascending order.
-- The client's transaction therefore holds no lock on a run while it is open, two clients that load the same
-- instruments in different orders cannot deadlock here, and a rolled back insert leaves nothing.
-- All run with the owner's rights: whoever inserts prices needs no right beyond that.

-- One trigger function for all three events of both tables. Arguments: the instrument's column, then the columns
-- whose change matters. An UPDATE that writes the values that were there before asks for nothing.
create or replace function request_runs_for_changed_prices() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  instrument_column constant text := quote_ident(tg_argv[0]);
  bar_columns constant text := array_to_string(tg_argv, ', ');
  touched_rows constant text := case tg_op
    when 'INSERT' then 'select * from new_rows'
    when 'DELETE' then 'select * from old_rows'
    else format('(select %1$s from old_rows except all select %1$s from new_rows) union all '
                '(select %1$s from new_rows except all select %1$s from old_rows)', bar_columns)
  end;
  touched_instruments integer[];
begin
  execute format('select array_agg(distinct %s) from (%s) touched', instrument_column, touched_rows)
    into touched_instruments;
  if touched_instruments is not null then
    insert into ml_run_requests (instrument_ids, reason)
    values (touched_instruments,
            case tg_op when 'INSERT' then 'prices inserted'
                       when 'UPDATE' then 'prices corrected'
                       else 'prices deleted' end);
  end if;
  return null;
end
$$;

revoke all on function request_runs_for_changed_prices() from public;

do $$
declare
  prices record;
begin
  for prices in
    select * from (values
      ('stock_prices',
       array['stock_id', 'trading_date_local', 'open_price', 'high_price', 'low_price', 'close_price', 'volume',
             'split_factor', 'dividend_amount']),
      ('index_prices',
       array['index_id', 'trading_date_local', 'open_value', 'high_value', 'low_value', 'close_value',
             'trading_volume'])
    ) as p (table_name, bar_columns)
    -- A foreign table has no transition tables: request_run_for_foreign_price.
    join pg_class c on c.oid = p.table_name::regclass and c.relkind <> 'f'
  loop
    execute format(
      'create or replace trigger request_runs_on_insert after insert on %1$I
         referencing new table as new_rows
         for each statement execute function request_runs_for_changed_prices(%2$s)',
      prices.table_name, (select string_agg(quote_literal(c), ', ') from unnest(prices.bar_columns) c));
    execute format(
      'create or replace trigger request_runs_on_update after update on %1$I
         referencing old table as old_rows new table as new_rows
         for each statement execute function request_runs_for_changed_prices(%2$s)',
      prices.table_name, (select string_agg(quote_literal(c), ', ') from unnest(prices.bar_columns) c));
    execute format(
      'create or replace trigger request_runs_on_delete after delete on %1$I
         referencing old table as old_rows
         for each statement execute function request_runs_for_changed_prices(%2$s)',
      prices.table_name, (select string_agg(quote_literal(c), ', ') from unnest(prices.bar_columns) c));
  end loop;
end
$$;
