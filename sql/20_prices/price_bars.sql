-- Daily bars of every instrument, whichever table they were inserted into. Splits and dividends are read here once for
-- everybody: 0 and null say that there is none, and so does what the checks refuse today but an adopted table may still
-- hold (NaN, a negative number): one cell from long ago must not stop the work on its instrument. Cast, because adopted
-- columns have types of their own, and a union of different types is no longer planned as one scan of each table.
create or replace view price_bars as
select stock_id as instrument_id, trading_date_local as trading_date,
       open_price, high_price, low_price, close_price, coalesce(volume, 0) as volume,
       case when split_factor between 1e-9 and 1e9
            then split_factor::double precision else 1 end as split_factor,
       case when dividend_amount between 1e-12 and 1e12
            then dividend_amount::double precision else 0 end as dividend_amount
from stock_prices
union all
select index_id, trading_date_local, open_value, high_value, low_value, close_value,
       coalesce(trading_volume, 0), double precision '1', double precision '0'
from index_prices;

comment on view price_bars is
  E'@primaryKey instrument_id,trading_date\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName priceBars\n'
  '@behavior +aggregates +groupedAggregates\n'
  'Daily bars of all instruments: stock_prices and index_prices under one set of column names.';
comment on column price_bars.instrument_id is '@notNull';
comment on column price_bars.trading_date is E'@notNull\nThe session, as a date in the exchange''s time zone.';
comment on column price_bars.open_price is
  E'@notNull\nFirst price of the session, in the trading currency (points for an index).';
comment on column price_bars.high_price is E'@notNull\nHighest price of the session.';
comment on column price_bars.low_price is E'@notNull\nLowest price of the session.';
comment on column price_bars.close_price is
  E'@notNull\nLast price of the session: what returns and labels are measured on.';
comment on column price_bars.volume is E'@notNull\nShares traded.';
comment on column price_bars.split_factor is
  E'@notNull\nShares from this session''s open on for each share held over the close before; 1 when there is no split, '
  'and where the stored factor is null, 0 or no number.';
comment on column price_bars.dividend_amount is
  E'@notNull\nDividend per share, as it is after the session''s split, to whom held over the close before; 0 when '
  'there is none, and where the stored amount is null, below 0 or no number.';

grant select on price_bars to pgaugur_reader, pgaugur_worker;
