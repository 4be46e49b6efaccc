-- The same for a price table that is on another server, where a trigger sees rows one by one: the first row of an
-- instrument asks for it, and those that follow find that it has been asked for. What is written on the other server
-- itself fires nothing here. Arguments as those of request_runs_for_changed_prices.
create or replace function request_run_for_foreign_price() returns trigger
language plpgsql security definer
set search_path from current
-- A row is compared as JSON: with fewer digits a correction would not be seen.
set extra_float_digits = 1
as $$
declare
  before_it constant jsonb := case when tg_op = 'INSERT' then null else to_jsonb(old) end;
  after_it constant jsonb := case when tg_op = 'DELETE' then null else to_jsonb(new) end;
  why constant text := case tg_op when 'INSERT' then 'prices inserted'
                                  when 'UPDATE' then 'prices corrected'
                                  else 'prices deleted' end;
  touched integer[];
begin
  if tg_op = 'UPDATE'
     and not exists (
       select from unnest(tg_argv) as c (name) where before_it -> c.name is distinct from after_it -> c.name)
  then
    return null;
  end if;
  select array_agg(distinct instrument::integer) into touched
  from unnest(array[before_it ->> tg_argv[0], after_it ->> tg_argv[0]]) as instrument
  where instrument is not null;
  -- Those of other transactions may be taken before this one commits.
  if not exists (
    select from ml_run_requests r
    where r.transaction_id = pg_current_xact_id() and r.instrument_ids @> touched and r.reason = why)
  then
    insert into ml_run_requests (instrument_ids, reason) values (touched, why);
  end if;
  return null;
end
$$;

revoke all on function request_run_for_foreign_price() from public;

do $$
declare
  prices record;
begin
  for prices in
    select p.* from (values
      ('stock_prices',
       'stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume, split_factor, '
       'dividend_amount'),
      ('index_prices',
       'index_id, trading_date_local, open_value, high_value, low_value, close_value, trading_volume')
    ) as p (table_name, bar_columns)
    join pg_class c on c.oid = p.table_name::regclass and c.relkind = 'f'
  loop
    execute format(
      'create or replace trigger request_run_for_foreign_price after insert or update or delete on %I
         for each row execute function request_run_for_foreign_price(%s)', prices.table_name, prices.bar_columns);
  end loop;
end
$$;
