comment on type instrument_type is 'Kind of instrument.';

comment on table base_instruments is
  'Everything that has daily prices: stocks, indices and others. The start of most queries: prices, features, models, '
  'predictions and runs hang here.';
call describe_columns('base_instruments', array[
  ['symbol', 'Ticker symbol, unique on its exchange.'],
  ['instrument_type', 'stock, index, or whatever else has prices.'],
  ['currency', 'ISO 4217 code of the trading currency.'],
  ['is_active', 'Whether new prices start pipeline runs.'],
  ['first_trading_date', 'First session of the listing, as stated by whoever inserted the instrument.'],
  ['last_trading_date', 'Last session before delisting; null while it trades.']]);

call name_relation('base_instruments', 'exchange_id', 'exchange', 'instruments');
call name_relation('base_instruments', 'sector_id', 'sector', 'instruments');

grant select on base_instruments to pgaugur_reader, pgaugur_worker;
