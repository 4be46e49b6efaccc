-- What is late, and why. The bar of a session is late once the session behind it has passed too, by the calendar of its
-- exchange: a loader that runs in the morning, or on weekdays only, is in time. What is paused or switched off is not
-- waited for.

-- A function in PL/pgSQL, which remembers its plan, whatever the day: making it takes longer than reading a hundred
-- instruments.
create or replace function late_on(today date)
returns table (
  instrument_id integer, symbol varchar(50), what text, since date, overdue_outcomes integer, cause text)
language plpgsql stable security definer
set search_path from current
set plan_cache_mode to force_generic_plan
as $$
begin
  return query
  with calendars as materialized (
    select distinct h.exchange_id from exchange_holidays h
  ),
  -- All that is looked up of an instrument, in one pass: the pages of thousands are more than Postgres keeps by itself.
  -- What is late is looked at again, in detail.
  instruments as materialized (
    -- Cast, because adopted columns have types of their own.
    select i.id::integer, i.symbol::varchar, i.exchange_id, made.day as created_on, newest.session as newest_session,
           -- Of none, the first session to wait for is the first since it was made.
           coalesce(newest.session, made.day - 1, date '1970-01-01') as waits_from,
           -- Without nulls: thousands are joined by it.
           coalesce(i.exchange_id, -1) as calendar,
           -- The function is asked only where no calendar is named and bars of a weekend are there.
           case when at_weekends.traded then trading_weekdays(i.id) else '{1,2,3,4,5}' end as weekdays,
           told.of_newest as is_predicted, told.without_outcome as waits_for_outcomes
    from base_instruments i
    cross join ml_pipeline_defaults d
    left join ml_pipeline_policies o on o.instrument_id = i.id
    left join calendars c on c.exchange_id = i.exchange_id
    cross join lateral (select n.session from newest_sessions n where n.instrument_id = i.id offset 0) newest
    cross join lateral (
      -- Among the open ones first, whose index is small: the newest prediction nearly always is.
      select (select true
              from (
                select s.model_id from ml_predictions s
                where s.instrument_id = i.id and s.prediction_date >= newest.session and s.actual_class is null
                union all
                select s.model_id from ml_predictions s
                where s.instrument_id = i.id and s.prediction_date >= newest.session) s
              join ml_models m on m.id = s.model_id
              where m.is_production or m.status = 'testing'
              limit 1) as of_newest,
             (select true from ml_predictions p
              where p.instrument_id = i.id and p.actual_class is null and p.target_date < today
              limit 1) as without_outcome
      offset 0) told
    cross join lateral (
      select c.exchange_id is null
             and coalesce((select true from stock_prices b
                           where b.stock_id = i.id
                             and b.trading_date_local in (w.sunday - 7, w.sunday - 1, w.sunday) limit 1),
                          (select true from index_prices b
                           where b.index_id = i.id
                             and b.trading_date_local in (w.sunday - 7, w.sunday - 1, w.sunday) limit 1),
                          false) as traded
      from (select newest.session - extract(isodow from newest.session)::integer % 7 as sunday) w
      offset 0) at_weekends
    -- An adopted column may be of any type. As JSON, a time is written alike under every DateStyle; all else is none.
    cross join lateral (
      select case when w.written ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:.+-]+)?$'
                  then (w.written::timestamptz at time zone 'UTC')::date end as day
      from (select to_jsonb(i.created_at) #>> '{}' as written) w
      offset 0) made
    where i.is_active is not false and not coalesce(o.is_paused, d.is_paused)
  ),
  -- Counted once per exchange and day, not per instrument or prediction: thousands share them.
  waiting as materialized (
    select w.*, target_session(w.waits_from, 1, w.calendar, w.weekdays) as first_missing,
           target_session(w.waits_from, 2, w.calendar, w.weekdays) < today as is_late
    from (select distinct i.calendar, i.weekdays, i.waits_from from instruments i) w
  ),
  priced as materialized (
    select i.*, w.is_late, coalesce(i.newest_session > today + 1, false) as is_ahead,
           case when coalesce(i.newest_session, i.created_on) is not null then w.first_missing end as first_missing,
           case when i.exchange_id is null then 'without an exchange' else 'of ' || coalesce(e.mic_code, e.name) end
             as of_exchange,
           count(*) filter (where i.newest_session is not null) over same_exchange as peers,
           count(*) filter (where i.newest_session is not null and w.is_late) over same_exchange as late_peers
    from instruments i
    join waiting w using (calendar, weekdays, waits_from)
    left join exchanges e on e.id = i.exchange_id
    window same_exchange as (partition by calendar)
  ),
  open_outcomes as materialized (
    select p.instrument_id, i.calendar, i.weekdays, p.prediction_date, p.target_date,
           p.prediction_horizon_days as horizon
    from instruments i
    join ml_predictions p on p.instrument_id = i.id
    where i.waits_for_outcomes and p.actual_class is null and p.target_date < today
      -- What was said of a session long ago, as a claim, waits for the next night like any other.
      and (p.created_at at time zone 'UTC')::date < today - 1
      -- The outcome of a prediction whose session was deleted is nobody's. Looked up for the few that are open: as a
      -- join, all prices there are would be read and hashed.
      and coalesce((select true from stock_prices b
                    where b.stock_id = p.instrument_id and b.trading_date_local = p.prediction_date limit 1),
                   (select true from index_prices b
                    where b.index_id = p.instrument_id and b.trading_date_local = p.prediction_date limit 1),
                   false)
  ),
  targets as materialized (
    select t.*, target_session(t.target_date, 1, t.calendar, t.weekdays) < today as is_late
    from (select distinct o.calendar, o.weekdays, o.target_date from open_outcomes o) t
  ),
  overdue as materialized (
    select o.instrument_id, count(*)::integer as outcomes, min(o.target_date) as since,
           min(o.prediction_date) as oldest, min(o.horizon) as horizon
    from open_outcomes o
    join targets t using (calendar, weekdays, target_date)
    where t.is_late
    group by o.instrument_id
  )
  select p.id, p.symbol, 'prices', case when p.is_ahead then p.newest_session else p.first_missing end,
         null::integer,
         case when p.newest_session is null then 'no price has ever come'
              when p.is_ahead then
                format('its bar of %s lies in the future, and hides what comes or does not: delete it',
                       p.newest_session)
              when p.peers = 1 then 'the loader has stopped, or trading has ended'
              when p.late_peers = p.peers then
                format('so are all %s instruments %s: the loader has stopped, or exchange_holidays lacks days',
                       p.peers, p.of_exchange)
              else format('%s of %s instruments %s go on: it was renamed, halted or delisted, or its file is missing',
                          p.peers - p.late_peers, p.peers, p.of_exchange) end
  from priced p
  where p.is_late or p.is_ahead

  union all
  select p.id, p.symbol, 'prediction', coalesce(missing.since, p.created_on), null,
         case when r.id is null or looked.newest_session < p.newest_session then
                'its prices came past the triggers: reconcile_prices() asks for a run, every night by itself'
              when r.finished_at is null then format('run %s is %s since %s', r.id, r.status, asked.day)
              else format('run %s %s%s', r.id,
                          case r.status when 'succeeded' then 'made none'
                                        when 'failed' then 'failed' else 'was ' || r.status end,
                          coalesce(': ' || r.outcome, '')) end
  from priced p
  left join ml_price_looks looked on looked.instrument_id = p.id
  left join lateral (
    select said.session
    from last_weeks_first look
    cross join lateral (
      select s.prediction_date as session
      from ml_predictions s
      join ml_models m on m.id = s.model_id
      where s.instrument_id = p.id and s.prediction_date >= look.since and (m.is_production or m.status = 'testing')
      order by s.prediction_date desc
      limit 1) said
    limit 1) predicted on true
  left join lateral (
    select n.* from ml_pipeline_runs n where n.instrument_id = p.id order by n.id desc limit 1) r on true
  cross join lateral (select (r.requested_at at time zone 'UTC')::date as day) asked
  left join lateral (
    select min(b.trading_date) as since from price_bars b
    where b.instrument_id = p.id and b.trading_date > predicted.session) missing on true
  where p.newest_session is not null and p.is_predicted is null
    -- What is asked for is under way, unless that has been so for a day.
    and not (r.id is not null and r.finished_at is null and asked.day >= today - 1)

  union all
  select p.id, p.symbol, 'outcomes', o.since, o.outcomes,
         case when came.sessions >= o.horizon then
                'their prices are there: settle_outcomes, which writes them down every night, has not run'
              when p.is_late then 'prices are late, too'
              else format('%s of %s sessions have come since %s: bars are missing in between', came.sessions, o.horizon,
                          o.oldest) end
  from overdue o
  join priced p on p.id = o.instrument_id
  cross join lateral (
    select count(*) as sessions
    from (select from price_bars b
          where b.instrument_id = o.instrument_id and b.trading_date > o.oldest
          limit o.horizon) c) came;
end
$$;

comment on function late_on(date) is
  E'@behavior -*\nWhat is late on a day: the view late_instruments, which shows it for today, by the date in UTC.';
grant execute on function late_on(date) to pgaugur_reader, pgaugur_worker;

create or replace view late_instruments as
select l.instrument_id, l.symbol, l.what, l.since, l.overdue_outcomes, l.cause
from late_on((statement_timestamp() at time zone 'UTC')::date) l;

comment on view late_instruments is
  E'@primaryKey instrument_id,what\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName late\n'
  'What is late today, per instrument: prices that have stopped coming, by the calendar of the exchange; the '
  'prediction of the newest session; outcomes whose target date has passed. Instruments that are paused or inactive '
  'are not waited for.';
comment on column late_instruments.instrument_id is '@notNull';
comment on column late_instruments.symbol is '@notNull';
comment on column late_instruments.what is
  E'@set late_thing: prices, prediction, outcomes\n@notNull\nprices, prediction or outcomes.';
comment on column late_instruments.since is
  'The first session whose price is missing or that has no prediction, the first target date that is overdue; of an '
  'instrument that never had any, when it was made; of a bar that lies in the future, its session.';
comment on column late_instruments.overdue_outcomes is
  'How many outcomes are overdue; null for prices and prediction.';
comment on column late_instruments.cause is E'@notNull\nThe likely cause, in one sentence.';

grant select on late_instruments to pgaugur_reader, pgaugur_worker;
