comment on table known_exchanges is
  'Exchanges that pgaugur knows by name: `NYSE` is XNYS, `GPW` is XWAR. Those whose calendar comes with it have their '
  'time zone and hours here, too; an exchange that appears and says nothing of them takes them over.';
comment on column known_exchanges.mic_code is 'ISO 10383 market identifier code, such as XNYS.';
comment on column known_exchanges.name is 'What it is called in full.';
comment on column known_exchanges.also_called is 'Other names, in capitals, without spaces and punctuation.';
comment on column known_exchanges.timezone is 'IANA time zone; null where the calendar does not come with pgaugur.';
comment on column known_exchanges.market_open is 'Local time at which regular trading begins today.';
comment on column known_exchanges.market_close is 'Local time at which regular trading ends today.';

grant select on known_exchanges to pgaugur_reader, pgaugur_operator, pgaugur_worker;
