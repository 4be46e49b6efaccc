-- What happens when prices change. Three kinds of trigger:
--   1. before insert or update: the derived date columns fill themselves;
--   2. after each statement, with transition tables: one row in ml_run_requests for the instruments it touched;
--   3. when the transaction commits: the collected requests become runs, instruments in ascending order.
-- The client's transaction therefore holds no lock on a run while it is open, two clients that load the same
-- instruments in different orders cannot deadlock here, and a rolled back insert leaves nothing.
-- All run with the owner's rights: whoever inserts prices needs no right beyond that.

create or replace function fill_session_columns() returns trigger
language plpgsql
set search_path from current
as $$
begin
  if tg_op = 'UPDATE' and new.trading_date_local is distinct from old.trading_date_local then
    -- The session moved: what was derived from it is derived again, what the client set itself stays.
    if new.trading_date_utc = old.trading_date_utc then new.trading_date_utc := null; end if;
    if new.trading_date_epoch = old.trading_date_epoch then new.trading_date_epoch := null; end if;
    if new.trading_datetime_utc = old.trading_datetime_utc then new.trading_datetime_utc := null; end if;
    if new.trading_datetime_epoch = old.trading_datetime_epoch then new.trading_datetime_epoch := null; end if;
  end if;
  new.trading_date_utc := coalesce(new.trading_date_utc, new.trading_date_local);
  new.trading_date_epoch := coalesce(new.trading_date_epoch, extract(epoch from new.trading_date_utc)::bigint);
  new.trading_datetime_utc := coalesce(new.trading_datetime_utc, new.trading_date_utc::timestamp at time zone 'UTC');
  new.trading_datetime_epoch := coalesce(new.trading_datetime_epoch, extract(epoch from new.trading_datetime_utc)::bigint);
  return new;
end
$$;

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

-- At commit. The first request row to fire takes all of its transaction's requests; the others find none left.
create or replace function open_requested_runs() returns trigger
language plpgsql security definer
set search_path from current
as $$
declare
  touched_instruments integer[];
  reasons text;
begin
  with taken as (
    delete from ml_run_requests where transaction_id = pg_current_xact_id() returning id, instrument_ids, reason
  )
  select array_agg(distinct instrument_id), (select string_agg(distinct reason, ', ') from taken)
    into touched_instruments, reasons
  from taken, unnest(instrument_ids) as instrument_id;
  if touched_instruments is not null then
    -- Indices are part of the features of others.
    if exists (
      select from base_instruments i
      where i.id = any (touched_instruments)
        and (i.instrument_type = 'index'
             or exists (select from ml_context_indices c where i.id in (c.index_id, c.volatility_index_id))))
    then
      touched_instruments := array(
        select unnest(touched_instruments) union select context_dependents(touched_instruments));
    end if;
    -- One call for all of them, or the order of the locks would depend on the reasons.
    perform request_runs(touched_instruments, reasons);
  end if;
  return null;
end
$$;

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
       array['index_id', 'trading_date_local', 'open_value', 'high_value', 'low_value', 'close_value', 'trading_volume'])
    ) as p (table_name, bar_columns)
  loop
    execute format(
      'create or replace trigger fill_session_columns before insert or update on %I
         for each row execute function fill_session_columns()', prices.table_name);
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

-- Constraint triggers know no "or replace".
drop trigger if exists open_requested_runs on ml_run_requests;
create constraint trigger open_requested_runs after insert on ml_run_requests
  deferrable initially deferred
  for each row execute function open_requested_runs();
