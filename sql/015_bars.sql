-- Daily bars of every instrument, whichever table they were inserted into. Splits and dividends are read here once for
-- everybody: 0 and null say that there is none, and so does what the checks refuse today but an adopted table may still
-- hold (NaN, a negative number): one cell from long ago must not stop the work on its instrument. Cast, because adopted
-- columns have types of their own, and a union of different types is no longer planned as one scan of each table.
create or replace view price_bars as
select stock_id as instrument_id, trading_date_local as trading_date,
       open_price, high_price, low_price, close_price, coalesce(volume, 0) as volume,
       case when split_factor > 0 and split_factor < double precision 'Infinity'
            then split_factor::double precision else 1 end as split_factor,
       case when dividend_amount > 0 and dividend_amount < double precision 'Infinity'
            then dividend_amount::double precision else 0 end as dividend_amount
from stock_prices
union all
select index_id, trading_date_local, open_value, high_value, low_value, close_value, coalesce(trading_volume, 0),
       double precision '1', double precision '0'
from index_prices;

comment on view price_bars is
  'Daily bars of all instruments: stock_prices and index_prices under one set of column names.';

-- Of split factors: how many shares one share has become. Exact for whole factors, where exp(sum(ln(…))) is not: a price
-- that did not move must not come out as a rise. An aggregate, because a function with a query of its own takes ten times as
-- long as the look-ups it stands beside.
create or replace aggregate product(double precision) (
  sfunc = float8mul, stype = double precision, initcond = '1', parallel = safe);

comment on aggregate product(double precision) is 'The product of the values; 1 of none.';
