call describe_table('index_prices',
  E'@behavior +aggregates +groupedAggregates\n'
  'Daily bars of indices. Inserting, correcting or deleting rows here is what starts the pipeline. `priceBars` has the '
  'bars of all instruments under one set of names.');
call describe_columns('index_prices', array[
  ['index_id', 'The instrument the bar belongs to.'],
  ['trading_date_local', 'The session, as a date in the exchange''s time zone.'],
  ['trading_date_utc', 'The session''s date in UTC; the local date unless stated.'],
  ['trading_date_epoch', 'Midnight of the UTC date, in seconds since 1970-01-01.'],
  ['trading_datetime_utc', 'Instant of the bar; midnight UTC unless stated.'],
  ['trading_datetime_epoch', 'The same instant in seconds since 1970-01-01.'],
  ['open_value', 'First value of the session, in points.'],
  ['high_value', 'Highest value of the session.'],
  ['low_value', 'Lowest value of the session.'],
  ['close_value', 'Last value of the session: what returns and labels are measured on.'],
  ['trading_volume', 'Shares of the constituents traded.'],
  ['total_market_cap', 'Market capitalisation of the constituents.'],
  ['constituents_traded', 'How many constituents traded in the session.'],
  ['data_source', 'Where the row came from.'],
  ['raw_data_hash', 'SHA-256 of the source''s record in hexadecimal, if the loader stores one.'],
  ['created_at_epoch', 'Time of insertion in seconds since 1970-01-01.']]);

call name_relation('index_prices', 'index_id', 'instrument', 'indexPrices');

grant select on index_prices to pgaugur_reader, pgaugur_worker;
