comment on table exchanges is 'Stock exchanges: their sessions decide what "seven days ahead" means.';
call describe_columns('exchanges', array[
  ['is_active', 'Whether it still trades.'],
  ['mic_code', 'ISO 10383 market identifier code, such as XNYS.'],
  ['timezone', 'IANA time zone of the trading hours, such as America/New_York; the country''s when null. An '
               'abbreviation (EST) is not taken for one: it has no daylight saving.'],
  ['market_open', 'Local time at which trading begins.'],
  ['market_close', 'Local time at which trading ends.']]);

call name_relation('exchanges', 'country_id', 'country', 'exchanges');

grant select on exchanges to pgaugur_reader, pgaugur_worker;
