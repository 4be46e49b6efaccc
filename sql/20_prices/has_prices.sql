-- Instruments that have prices.
create or replace function has_prices(instrument_id integer)
returns boolean
language sql stable
set search_path from current
as $$
  select exists (select from stock_prices p where p.stock_id = has_prices.instrument_id)
      or exists (select from index_prices p where p.index_id = has_prices.instrument_id)
$$;

revoke all on function has_prices(integer) from public;
