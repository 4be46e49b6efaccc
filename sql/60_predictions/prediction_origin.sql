-- What a prediction that a worker writes is, by what could be known when it was written.

-- Live: before the open of the session after its own, the first that it can be acted on. Hindsight: later, or with that
-- session's bar at hand, whatever the calendar says. Backfill: with its seventh session at hand, its outcome.
create or replace function prediction_origin(
  instrument_id integer, session date, horizon integer, written_at timestamptz)
returns text
language sql stable
set search_path from current
-- Planned once per connection: it is asked of one row at a time.
set plan_cache_mode to force_generic_plan
as $$
  select case
    when seen.sessions >= horizon then 'backfill'
    when seen.sessions > 0
      or written_at >= opening_time(i.exchange_id, target_session(session, 1, i.exchange_id, trading_weekdays(i.id)))
      then 'hindsight'
    else 'live' end
  from base_instruments i
  cross join lateral (
    select count(*) as sessions
    from (select from price_bars b
          where b.instrument_id = i.id and b.trading_date > session
          order by b.trading_date
          limit horizon) later) seen
  where i.id = prediction_origin.instrument_id
$$;

comment on function prediction_origin(integer, date, integer, timestamptz) is
  E'@behavior -*\n'
  'What a prediction of a session is that is written at a time: live before the open of the next session, hindsight '
  'after it, backfill when the session that decides it is stored.';
grant execute on function prediction_origin(integer, date, integer, timestamptz) to pgaugur_reader, pgaugur_worker;
