call describe_table('stock_prices',
  E'@behavior +aggregates +groupedAggregates\n'
  'Daily bars of stocks. Inserting, correcting or deleting rows here is what starts the pipeline. `priceBars` has the '
  'bars of all instruments under one set of names.');
call describe_columns('stock_prices', array[
  ['stock_id', 'The instrument the bar belongs to.'],
  ['trading_date_local', 'The session, as a date in the exchange''s time zone.'],
  ['trading_date_utc', 'The session''s date in UTC; the local date unless stated.'],
  ['trading_date_epoch', 'Midnight of the UTC date, in seconds since 1970-01-01.'],
  ['trading_datetime_utc', 'Instant of the bar; midnight UTC unless stated.'],
  ['trading_datetime_epoch', 'The same instant in seconds since 1970-01-01.'],
  ['open_price', 'First price of the session, in the trading currency.'],
  ['high_price', 'Highest price of the session.'],
  ['low_price', 'Lowest price of the session.'],
  ['close_price', 'Last price of the session: what returns and labels are measured on.'],
  ['volume', 'Shares traded.'],
  ['adjusted_close', 'Close adjusted for splits and dividends, if the source has it. Not used: features, models, '
                     'outcomes and backtests take the close; `data_quality_metrics` says how far they differ.'],
  ['split_factor', 'Shares after a split for each share before it; 1 or 0 when there is none.'],
  ['dividend_amount', 'Dividend per share with this ex-date, in the trading currency.'],
  ['data_source', 'Where the row came from.'],
  ['raw_data_hash', 'SHA-256 of the source''s record in hexadecimal, if the loader stores one.'],
  ['created_at_epoch', 'Time of insertion in seconds since 1970-01-01.']]);

call name_relation('stock_prices', 'stock_id', 'instrument', 'stockPrices');

grant select on stock_prices to pgaugur_reader, pgaugur_worker;
