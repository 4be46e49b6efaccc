-- Before a price is inserted or updated: the derived date columns fill themselves.

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
  return new;
end
$$;

revoke all on function fill_session_columns() from public;

create or replace trigger fill_session_columns before insert or update on stock_prices
  for each row execute function fill_session_columns();
create or replace trigger fill_session_columns before insert or update on index_prices
  for each row execute function fill_session_columns();
