-- Daily bars of every instrument, whichever table they were inserted into.
create or replace view price_bars as
select stock_id as instrument_id, trading_date_local as trading_date,
       open_price, high_price, low_price, close_price, coalesce(volume, 0) as volume
from stock_prices
union all
select index_id, trading_date_local, open_value, high_value, low_value, close_value, coalesce(trading_volume, 0)
from index_prices;

comment on view price_bars is
  'Daily bars of all instruments: stock_prices and index_prices under one set of column names.';
