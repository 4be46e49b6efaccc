-- The calendars that come with pgaugur, by market identifier code. exchange_holidays stays what is in force for an
-- exchange: it takes these over when an exchange with their code appears, and belongs to the user beyond that.
create table exchange_calendars (
  mic_code varchar(10) not null,
  holiday_date date not null,
  name text not null,
  primary key (mic_code, holiday_date),
  constraint holidays_are_weekdays check (extract(isodow from holiday_date) < 6)
);
