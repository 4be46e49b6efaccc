-- Which of two markets closes first, as far as it is known.

-- When trading ends at an exchange on a day; null where its closing time or its time zone is not known.
create or replace function closing_time(exchange_id integer, day date)
returns timestamptz
language plpgsql stable
set search_path from current
as $$
declare
  close_at time;
  zone text;
begin
  select e.market_close, time_zone_of(coalesce(e.timezone, c.timezone)) into close_at, zone
  from exchanges e left join countries c on c.id = e.country_id
  where e.id = closing_time.exchange_id;
  return (day + close_at) at time zone zone;
exception when invalid_parameter_value then
  return null;
end
$$;

comment on function closing_time(integer, date) is
  E'@behavior -*\nWhen trading ends at an exchange on a day; null where its closing time or time zone is not known.';
grant execute on function closing_time(integer, date) to pgaugur_reader, pgaugur_worker;

-- Whether the close of an index is known when trading in an instrument ends on the same date. Two instruments without
-- an exchange count as of one market. Otherwise, where an exchange or its closing time is not known, the answer is no.
create or replace function closes_no_later(index_exchange_id integer, instrument_exchange_id integer)
returns boolean
language sql stable security definer
set search_path from current
as $$
  select index_exchange_id is not distinct from instrument_exchange_id
    or coalesce(
      -- Through a year, because clocks change on different days.
      (select bool_and(coalesce(
                closing_time(index_exchange_id, day::date) <= closing_time(instrument_exchange_id, day::date), false))
       from generate_series(date '2024-01-01', date '2024-12-31', interval '7 days') as day),
      false)
$$;

comment on function closes_no_later(integer, integer) is
  E'@behavior -*\nWhether the close of an index is known when trading in an instrument ends on the same date.';
grant execute on function closes_no_later(integer, integer) to pgaugur_reader, pgaugur_worker;
