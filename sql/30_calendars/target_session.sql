-- Sessions of an exchange, as far as they can be known ahead: Monday to Friday, less the listed holidays. Calendars for
-- 2000 to 2030 come with pgaugur (exchange_calendars) for exchanges it knows; for others, other years, and instruments
-- that name no exchange, weekdays are all there is unless somebody fills exchange_holidays.
create or replace function target_session(session date, sessions_ahead integer, exchange_id integer default null)
returns date
language sql stable
set search_path from current
as $$
  select day::date
  from generate_series(
         session + 1,
         -- Room for weekends, and for all that is closed within a year: Athens was for five weeks of 2015.
         session + sessions_ahead * 2 + 7 + (
           select count(*)::integer from exchange_holidays h
           where h.exchange_id = target_session.exchange_id
             and h.holiday_date > session and h.holiday_date <= session + 366) * 7 / 5,
         interval '1 day') as day
  where extract(isodow from day) < 6
    and not exists (
      select from exchange_holidays h
      where h.exchange_id = target_session.exchange_id and h.holiday_date = day::date)
  order by day
  limit 1 offset sessions_ahead - 1
$$;

comment on function target_session(date, integer, integer) is
  'The session that lies the given number of sessions after a session: weekdays less the exchange''s holidays, which '
  'are known for 2000 to 2030 at XNYS, XASE, ARCX, XNAS and XWAR, and elsewhere as far as `exchange_holidays` has '
  'them. Without an exchange, every weekday is a session.';
grant execute on function target_session(date, integer, integer) to pgaugur_reader, pgaugur_worker;
