-- When a session can first be traded, as far as it is known.

-- When trading begins at an exchange on a day. Where its opening time is not known, the day's beginning in its time
-- zone; where that is not known either, or names no zone of the tz database, the day's beginning in UTC. A session that
-- opens later than it closes has opened in the evening before, as those of futures and currencies do.
create or replace function opening_time(exchange_id integer, day date)
returns timestamptz
language plpgsql stable security definer
set search_path from current
as $$
declare
  open_at time;
  close_at time;
  zone text;
begin
  select e.market_open, e.market_close, time_zone_of(coalesce(e.timezone, c.timezone)) into open_at, close_at, zone
  from exchanges e left join countries c on c.id = e.country_id
  where e.id = opening_time.exchange_id;
  if zone is null then
    return day::timestamp at time zone 'UTC';
  end if;
  return (day - coalesce(open_at > close_at, false)::integer + coalesce(open_at, '00:00')) at time zone zone;
exception when invalid_parameter_value then
  return day::timestamp at time zone 'UTC';
end
$$;

comment on function opening_time(integer, date) is
  E'@behavior -*\n'
  'When trading in a session of an exchange begins: in the evening before where it opens later than it closes; the '
  'day''s beginning where its opening time is not known, in UTC where its time zone is not known.';
grant execute on function opening_time(integer, date) to pgaugur_reader, pgaugur_worker;
