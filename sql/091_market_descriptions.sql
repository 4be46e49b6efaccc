-- What people read when they open the API: the comment of a table, column or type is its description in GraphQL.
--
-- Conventions: a session is a trading day of the instrument's exchange; "7d" and "days" are sessions; a return is a
-- fraction (0.02 is two percent up), a growth is a ratio of closes (1.02 is two percent up); null means not known.

-- Market tables. Adopted ones may lack a column, or have further ones: what is not there is passed over.
do $$
declare
  described record;
begin
  for described in
    select d.*
    from (values
      ('countries', null, 'Countries, with the currency and time zone of their markets.'),
      ('countries', 'iso_code', 'ISO 3166-1 alpha-2 code, such as US.'),
      ('countries', 'currency_code', 'ISO 4217 code, such as USD.'),
      ('countries', 'timezone', 'IANA time zone, such as America/New_York.'),

      ('exchanges', null, 'Stock exchanges: their sessions decide what "seven days ahead" means.'),
      ('exchanges', 'is_active', 'Whether it still trades.'),
      ('exchanges', 'mic_code', 'ISO 10383 market identifier code, such as XNYS.'),
      ('exchanges', 'timezone', 'IANA time zone of the trading hours; the country''s when null.'),
      ('exchanges', 'market_open', 'Local time at which trading begins.'),
      ('exchanges', 'market_close', 'Local time at which trading ends.'),

      ('exchange_holidays', null,
       'Weekdays on which an exchange does not trade, as they are in force: taken over from `exchange_calendars` when the '
       'exchange''s code is known there, and changed by whoever knows better. A change moves the target dates of open '
       'predictions.'),

      ('exchange_holidays', 'holiday_date', 'A weekday without trading.'),

      ('sectors', null, 'Business sectors of instruments.'),
      ('sectors', 'code', 'Code of the sector in whatever classification is in use.'),
      ('sectors', 'description', 'What belongs to the sector.'),

      ('base_instruments', null,
       'Everything that has daily prices: stocks, indices and others. The start of most queries: prices, features, '
       'models, predictions and runs hang here.'),
      ('base_instruments', 'symbol', 'Ticker symbol, unique on its exchange.'),
      ('base_instruments', 'instrument_type', 'stock, index, or whatever else has prices.'),
      ('base_instruments', 'currency', 'ISO 4217 code of the trading currency.'),
      ('base_instruments', 'is_active', 'Whether new prices start pipeline runs.'),
      ('base_instruments', 'first_trading_date', 'First session of the listing, as stated by whoever inserted the instrument.'),
      ('base_instruments', 'last_trading_date', 'Last session before delisting; null while it trades.'),

      ('stocks', null, 'What is known about an instrument that is a stock.'),
      ('stocks', 'shares_outstanding', 'Number of shares issued.'),
      ('stocks', 'website', 'Address of the company.'),
      ('stocks', 'isin', 'ISO 6166 securities identification number.'),

      ('indices', null, 'What is known about an instrument that is an index.'),
      ('indices', 'methodology', 'How the index is weighted.'),
      ('indices', 'base_date', 'Day on which the index had its base value.'),
      ('indices', 'base_value', 'Value of the index on its base date.'),

      ('stock_prices', null,
       E'@behavior +aggregates +groupedAggregates\n'
       'Daily bars of stocks. Inserting, correcting or deleting rows here is what starts the pipeline. `priceBars` has '
       'the bars of all instruments under one set of names.'),
      ('stock_prices', 'stock_id', 'The instrument the bar belongs to.'),
      ('stock_prices', 'trading_date_local', 'The session, as a date in the exchange''s time zone.'),
      ('stock_prices', 'trading_date_utc', 'The session''s date in UTC; the local date unless stated.'),
      ('stock_prices', 'trading_date_epoch', 'Midnight of the UTC date, in seconds since 1970-01-01.'),
      ('stock_prices', 'trading_datetime_utc', 'Instant of the bar; midnight UTC unless stated.'),
      ('stock_prices', 'trading_datetime_epoch', 'The same instant in seconds since 1970-01-01.'),
      ('stock_prices', 'open_price', 'First price of the session, in the trading currency.'),
      ('stock_prices', 'high_price', 'Highest price of the session.'),
      ('stock_prices', 'low_price', 'Lowest price of the session.'),
      ('stock_prices', 'close_price', 'Last price of the session: what returns and labels are measured on.'),
      ('stock_prices', 'volume', 'Shares traded.'),
      ('stock_prices', 'adjusted_close', 'Close adjusted for splits and dividends, if the source has it. Not used for features.'),
      ('stock_prices', 'split_factor', 'Shares after a split for each share before it; 1 or 0 when there is none.'),
      ('stock_prices', 'dividend_amount', 'Dividend per share with this ex-date, in the trading currency.'),
      ('stock_prices', 'data_source', 'Where the row came from.'),
      ('stock_prices', 'raw_data_hash', 'SHA-256 of the source''s record in hexadecimal, if the loader stores one.'),
      ('stock_prices', 'created_at_epoch', 'Time of insertion in seconds since 1970-01-01.'),

      ('index_prices', null,
       E'@behavior +aggregates +groupedAggregates\n'
       'Daily bars of indices. Inserting, correcting or deleting rows here is what starts the pipeline. `priceBars` has '
       'the bars of all instruments under one set of names.'),
      ('index_prices', 'index_id', 'The instrument the bar belongs to.'),
      ('index_prices', 'trading_date_local', 'The session, as a date in the exchange''s time zone.'),
      ('index_prices', 'trading_date_utc', 'The session''s date in UTC; the local date unless stated.'),
      ('index_prices', 'trading_date_epoch', 'Midnight of the UTC date, in seconds since 1970-01-01.'),
      ('index_prices', 'trading_datetime_utc', 'Instant of the bar; midnight UTC unless stated.'),
      ('index_prices', 'trading_datetime_epoch', 'The same instant in seconds since 1970-01-01.'),
      ('index_prices', 'open_value', 'First value of the session, in points.'),
      ('index_prices', 'high_value', 'Highest value of the session.'),
      ('index_prices', 'low_value', 'Lowest value of the session.'),
      ('index_prices', 'close_value', 'Last value of the session: what returns and labels are measured on.'),
      ('index_prices', 'trading_volume', 'Shares of the constituents traded.'),
      ('index_prices', 'total_market_cap', 'Market capitalisation of the constituents.'),
      ('index_prices', 'constituents_traded', 'How many constituents traded in the session.'),
      ('index_prices', 'data_source', 'Where the row came from.'),
      ('index_prices', 'raw_data_hash', 'SHA-256 of the source''s record in hexadecimal, if the loader stores one.'),
      ('index_prices', 'created_at_epoch', 'Time of insertion in seconds since 1970-01-01.'),

      ('data_quality_metrics', null,
       E'@behavior +aggregates +groupedAggregates\n'
       'What data checks found in an instrument''s prices, one row per check; those of the newest run are the newest of their day.'),
      ('data_quality_metrics', 'metric_name', 'The check, such as session_count, calendar_gaps, price_jumps or ohlc_violations.'),
      ('data_quality_metrics', 'metric_value', 'What was measured; its unit follows from the check.'),
      ('data_quality_metrics', 'is_valid', 'Whether the value is within its threshold.'),
      ('data_quality_metrics', 'severity', 'info (valid), warning, error or critical.'),
      ('data_quality_metrics', 'threshold_value', 'What the value was compared with.'),
      ('data_quality_metrics', 'description', 'The finding in one sentence, with counts and dates.')
    ) as d (table_name, column_name, description)
    where d.column_name is null
       or exists (
         select from pg_attribute a
         where a.attrelid = d.table_name::regclass and a.attname = d.column_name and not a.attisdropped)
  loop
    execute format(
      'comment on %s is %L',
      case when described.column_name is null
        then format('table %I', described.table_name)
        else format('column %I.%I', described.table_name, described.column_name)
      end,
      described.description);
  end loop;
end
$$;

comment on type instrument_type is 'Kind of instrument.';

comment on table exchange_calendars is
  'Holidays of exchanges that come with pgaugur, by market identifier code: XNYS, XASE, ARCX and XNAS by NYSE Rule 7.2, '
  'XWAR by Polish law and the resolutions of the Warsaw Stock Exchange, each with its extraordinary closures, for the '
  'years 2000 to 2030.';
comment on column exchange_calendars.mic_code is 'ISO 10383 market identifier code, such as XNYS.';
comment on column exchange_calendars.holiday_date is 'A weekday without a session; half days are sessions.';
comment on column exchange_calendars.name is 'Why there is no session.';
