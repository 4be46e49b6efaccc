-- Holidays of known exchanges by MIC code, as this version of pgaugur states them; written by migrate. An exchange gets
-- them as rows of exchange_holidays, which is what is in force and is the user's to change.
create table exchange_calendars (
  mic_code varchar(10) not null,
  holiday_date date not null,
  name text not null,
  primary key (mic_code, holiday_date),
  constraint holidays_are_weekdays check (extract(isodow from holiday_date) < 6)
);
