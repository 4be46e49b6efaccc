comment on table countries is 'Countries, with the currency and time zone of their markets.';
call describe_columns('countries', array[
  ['iso_code', 'ISO 3166-1 alpha-2 code, such as US.'],
  ['currency_code', 'ISO 4217 code, such as USD.'],
  ['timezone', 'IANA time zone, such as America/New_York.']]);

grant select on countries to pgaugur_reader, pgaugur_worker;
