-- Sessions ahead, as far as they can be known.

-- The days of the week on which an instrument trades, Monday 1 to Sunday 7. Where its exchange has a calendar, Monday
-- to Friday; else what its own newest eight weeks of prices say: a day of the weekend that had a price on half of its
-- dates or more is a session (crypto), and a weekday that never had one is none (Sunday to Thursday). One Saturday that
-- made up for a holiday makes no Saturdays, and fewer than 20 prices say nothing.
create or replace function trading_weekdays(instrument_id integer)
returns integer[]
language sql stable security definer
set search_path from current
set plan_cache_mode to force_generic_plan
as $$
  with newest as (
    select b.trading_date as session
    from price_bars b
    where b.instrument_id = trading_weekdays.instrument_id
      and not exists (
        select from base_instruments i join exchange_holidays h on h.exchange_id = i.exchange_id
        where i.id = trading_weekdays.instrument_id)
    order by b.trading_date desc
    limit 56
  ),
  seen as (
    select extract(isodow from n.session)::integer as weekday, count(*) as dates
    from newest n
    where n.session > (select max(session) - 56 from newest)
    group by 1
  ),
  total as (
    select (select sum(dates) from seen) as dates,
           (select (max(session) - greatest(min(session), max(session) - 55) + 1) / 7.0 from newest) as weeks
  )
  select array(
    select day
    from generate_series(1, 7) as day
    cross join total t
    left join seen s on s.weekday = day
    where case when coalesce(t.dates, 0) < 20 then day < 6
               when day < 6 then s.dates is not null
               else s.dates >= t.weeks / 2 end
    order by day)
$$;

comment on function trading_weekdays(integer) is
  E'@behavior -*\n'
  'The days of the week on which an instrument trades, Monday 1 to Sunday 7: Monday to Friday where its exchange has '
  'holidays in `exchange_holidays`, else as its own newest eight weeks of prices have it. So a seven-day market '
  'follows its own series until a calendar is named.';
grant execute on function trading_weekdays(integer) to pgaugur_reader, pgaugur_worker;

-- Sessions of an exchange: its days of the week, less the listed holidays. Calendars for 2000 to 2030 come with
-- pgaugur (exchange_calendars) for exchanges it knows; others, and other years, have what somebody has filled in.
create or replace function target_session(
  session date, sessions_ahead integer, exchange_id integer default null,
  weekdays integer[] default '{1,2,3,4,5}')
returns date
language sql stable security definer
set search_path from current
-- Planned once per connection: it takes ten times as long as finding the day.
set plan_cache_mode to force_generic_plan
as $$
  select day::date
  from generate_series(
         session + 1,
         -- Room for other days, and for all that is closed within a year: Athens was for five weeks of 2015.
         session + 14 + (sessions_ahead + (
           select count(*)::integer from exchange_holidays h
           where h.exchange_id = target_session.exchange_id
             and h.holiday_date > session and h.holiday_date <= session + 366)) * 7 / nullif(cardinality(weekdays), 0),
         interval '1 day') as day
  where extract(isodow from day) = any (weekdays)
    and not exists (
      select from exchange_holidays h
      where h.exchange_id = target_session.exchange_id and h.holiday_date = day::date)
  order by day
  limit 1 offset sessions_ahead - 1
$$;

comment on function target_session(date, integer, integer, integer[]) is
  'The session that lies the given number of sessions after a session: days of the given weekdays (Monday 1 to Sunday '
  '7; Monday to Friday when left out, `trading_weekdays` of an instrument) less the exchange''s holidays, which are '
  'known for 2000 to 2030 at XNYS, XASE, ARCX, XNAS and XWAR, and elsewhere as far as `exchange_holidays` has them.';
grant execute on function target_session(date, integer, integer, integer[]) to pgaugur_reader, pgaugur_worker;
