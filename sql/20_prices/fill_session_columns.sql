-- Before a price is inserted or updated: the derived date columns fill themselves. Columns that an adopted table
-- generates are named as arguments, and are not written: Postgres would refuse it, or do it again.

create or replace function fill_session_columns() returns trigger
language plpgsql
set search_path from current
as $$
declare
  midnight bigint;
begin
  if tg_op = 'UPDATE' and new.trading_date_local is distinct from old.trading_date_local then
    -- The session moved: what was derived from it is derived again, what the client set itself stays.
    if new.trading_date_utc = old.trading_date_utc then new.trading_date_utc := null; end if;
    if new.trading_date_epoch = old.trading_date_epoch then new.trading_date_epoch := null; end if;
    if new.trading_datetime_utc = old.trading_datetime_utc then new.trading_datetime_utc := null; end if;
    if new.trading_datetime_epoch = old.trading_datetime_epoch then new.trading_datetime_epoch := null; end if;
  end if;
  -- For each row of a load, so in whole days and not by extract(), whose numeric takes as long as all of this.
  if new.trading_date_utc is null then
    new.trading_date_utc := new.trading_date_local;
  end if;
  if new.trading_date_epoch is null or new.trading_datetime_utc is null then
    midnight := (new.trading_date_utc::date - date '1970-01-01')::bigint * 86400;
  end if;
  if new.trading_date_epoch is null then
    new.trading_date_epoch := midnight;
  end if;
  if new.trading_datetime_utc is null then
    new.trading_datetime_utc := to_timestamp(midnight);
    if new.trading_datetime_epoch is null then
      new.trading_datetime_epoch := midnight;
    end if;
  elsif new.trading_datetime_epoch is null then
    new.trading_datetime_epoch := extract(epoch from new.trading_datetime_utc)::bigint;
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
    -- Also for rows that a subscription of logical replication brings, whose publisher need not know our columns. Of
    -- those it brings itself nothing is changed.
    execute format('alter table %I enable always trigger fill_session_columns', prices.table_name);
  end loop;
end
$$;
