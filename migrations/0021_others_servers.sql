-- Which of two versions with the same migrations is the newer one.
alter table pgaugur_version add column release text;

-- They answer with a row; Postgres does not change what a function returns.
drop function if exists pause(text, text);
drop function if exists pause_instrument(integer);

-- What exchanges are called, where they are and when they trade, as far as it comes with pgaugur.
create table known_exchanges (
  mic_code varchar(10) primary key,
  name text not null,
  also_called text[] not null,
  timezone text,
  market_open time,
  market_close time,
  constraint hours_have_a_time_zone check ((timezone is null) = (market_close is null))
);
