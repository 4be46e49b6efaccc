comment on table exchange_calendars is
  'Holidays of exchanges that come with pgaugur, by market identifier code: XNYS, XASE, ARCX and XNAS by NYSE Rule '
  '7.2, XWAR by Polish law and the resolutions of the Warsaw Stock Exchange, each with its extraordinary closures, for '
  'the years 2000 to 2030.';
comment on column exchange_calendars.mic_code is 'ISO 10383 market identifier code, such as XNYS.';
comment on column exchange_calendars.holiday_date is 'A weekday without a session; half days are sessions.';
comment on column exchange_calendars.name is 'Why there is no session.';

grant select on exchange_calendars to pgaugur_reader, pgaugur_worker;
