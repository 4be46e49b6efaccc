-- Before a price is inserted or updated: the derived date columns fill themselves. Columns that an adopted table
-- generates are named as arguments, and are not written: Postgres would refuse it, or do it again.

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
  new.trading_datetime_epoch :=
    coalesce(new.trading_datetime_epoch, extract(epoch from new.trading_datetime_utc)::bigint);
  if tg_nargs > 0 then
    if 'trading_date_utc' = any (tg_argv) then new.trading_date_utc := null; end if;
    if 'trading_date_epoch' = any (tg_argv) then new.trading_date_epoch := null; end if;
    if 'trading_datetime_utc' = any (tg_argv) then new.trading_datetime_utc := null; end if;
    if 'trading_datetime_epoch' = any (tg_argv) then new.trading_datetime_epoch := null; end if;
  end if;
  return new;
end
$$;

revoke all on function fill_session_columns() from public;

do $$
declare
  prices record;
begin
  for prices in
    select c.relname as table_name,
           (select string_agg(quote_literal(a.attname), ', ' order by a.attnum)
            from pg_attribute a
            where a.attrelid = c.oid and a.attgenerated <> ''
              and a.attname in ('trading_date_utc', 'trading_date_epoch',
                                'trading_datetime_utc', 'trading_datetime_epoch')) as generated
    from pg_class c
    where c.oid in ('stock_prices'::regclass, 'index_prices'::regclass)
  loop
    execute format('create or replace trigger fill_session_columns before insert or update on %I '
                   'for each row execute function fill_session_columns(%s)', prices.table_name, prices.generated);
  end loop;
end
$$;
