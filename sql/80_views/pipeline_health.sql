-- One row that says whether the installation does its work.

-- Of all newest predictions, how many are what. A function in PL/pgSQL remembers its plan: making that of the views
-- below takes as long as reading a hundred instruments.
create or replace function what_is_served()
returns table (
  instruments_with_predictions bigint, usable_predictions bigint, production_models bigint, behind_their_prices bigint,
  drifting_models bigint, signals bigint, newest_prediction date, newest_session date)
language plpgsql stable security definer
set search_path from current
as $$
begin
  return query
  select count(*), count(*) filter (where p.usable), count(*) filter (where p.is_production),
         -- Nobody works on what is paused.
         count(*) filter (where p.newest_session > p.prediction_date and i.is_active is not false
                            and not coalesce(o.is_paused, d.is_paused)),
         count(p.drift), count(*) filter (where p.trading_signal <> 'HOLD' and p.usable),
         max(p.prediction_date), max(p.newest_session)
  from latest_predictions p
  join base_instruments i on i.id = p.instrument_id
  left join ml_pipeline_policies o on o.instrument_id = p.instrument_id
  cross join ml_pipeline_defaults d;
end
$$;

comment on function what_is_served() is
  E'@behavior -*\n'
  'Of all newest predictions, how many are usable, signals, behind their prices: a part of pipeline_health.';
grant execute on function what_is_served() to pgaugur_reader, pgaugur_worker;

create or replace view pipeline_health as
with runs as (
  select count(*) filter (where r.status = 'succeeded') as succeeded,
         count(*) filter (where r.status = 'failed') as failed,
         count(*) filter (where r.status = 'skipped') as skipped
  from ml_pipeline_runs r
  where r.finished_at > statement_timestamp() - interval '24 hours'
),
open_runs as (
  select count(*) filter (where r.status = 'queued') as queued, count(*) filter (where r.status = 'running') as running,
         max(extract(epoch from statement_timestamp() - r.requested_at)) filter (where r.status = 'queued')
           as oldest_queued_seconds
  from ml_pipeline_runs r
  where r.status in ('queued', 'running')
),
newest_runs as (
  select count(*) filter (where n.status = 'failed') as failing_instruments
  from base_instruments i
  cross join lateral (
    select r.status from ml_pipeline_runs r where r.instrument_id = i.id order by r.id desc limit 1) n
),
workers as (
  select count(*) filter (where w.stuck_since is null) as live_workers, count(w.stuck_since) as stuck_workers
  from live_worker_pools w
),
served as (
  select * from what_is_served()
),
late as (
  select count(*) filter (where l.what = 'prices') as prices,
         count(*) filter (where l.what = 'prediction') as predictions,
         count(*) filter (where l.what = 'outcomes') as outcomes, count(distinct l.instrument_id) as instruments,
         coalesce(sum(l.overdue_outcomes), 0) as overdue_outcomes,
         (array_agg(format('%s since %s: %s', l.symbol, coalesce(l.since::text, 'ever'), l.cause)
                    -- What is first among causes: without prices there are no outcomes.
                    order by array_position('{prices, outcomes, prediction}', l.what), l.since, l.symbol))[1] as first
  from late_instruments l
),
unpredicted as (
  select count(*) as instruments
  from base_instruments i
  cross join ml_pipeline_defaults d
  left join ml_pipeline_policies o on o.instrument_id = i.id
  -- The limit makes it a look-up per instrument; otherwise all predictions are read. Among the open ones first, whose
  -- index is small.
  left join lateral (
    select true as yes
    from (
      select from ml_predictions p where p.instrument_id = i.id and p.actual_class is null
      union all
      select from ml_predictions p where p.instrument_id = i.id) said
    limit 1) predicted on true
  where i.is_active is not false and not coalesce(o.is_paused, d.is_paused) and predicted.yes is null
),
restated as (
  select string_agg(s.name, ', ' order by s.name) as names
  from ml_feature_sources s where s.removed_at is null and s.restated_at is not null
)
select case
         when w.stuck_workers > 0 then
           format('%s stuck', case w.stuck_workers when 1 then '1 worker is' else w.stuck_workers || ' workers are' end)
         when w.live_workers = 0 then 'no worker for short steps is running'
         when n.failing_instruments > 0 then
           format('the newest run of %s failed', counted(n.failing_instruments, 'instrument'))
         when s.behind_their_prices > 0 and o.queued + o.running = 0 then
           format('%s %s a session without a prediction, and nothing is queued',
                  counted(s.behind_their_prices, 'instrument'),
                  case s.behind_their_prices when 1 then 'has' else 'have' end)
         when l.instruments > 0 then
           concat_ws('; ',
             case when l.prices > 0 then format('no prices come for %s', counted(l.prices, 'instrument')) end,
             case when l.outcomes > 0 then format('outcomes of %s are overdue', counted(l.outcomes, 'instrument')) end,
             case when l.predictions > 0 then
               format('%s without the prediction of the newest session', counted(l.predictions, 'instrument')) end)
           || format(' (%s)', l.first)
         when z.names is not null then format('rows of the past were changed in place in source %s', z.names)
         else 'ok'
       end as health,
       w.live_workers::integer, o.queued::integer as queued_runs, o.running::integer as running_runs,
       o.oldest_queued_seconds::double precision,
       r.succeeded::integer as succeeded_24h, r.failed::integer as failed_24h, r.skipped::integer as skipped_24h,
       r.succeeded / nullif(r.succeeded + r.failed, 0)::double precision as success_rate_24h,
       n.failing_instruments::integer,
       (select count(*)::integer from base_instruments i where i.is_active is not false) as active_instruments,
       s.instruments_with_predictions::integer, s.production_models::integer, s.usable_predictions::integer,
       s.signals::integer, s.drifting_models::integer, s.behind_their_prices::integer, s.newest_prediction,
       l.overdue_outcomes::integer, s.newest_session, l.instruments::integer as late_instruments,
       u.instruments::integer as never_predicted, w.stuck_workers::integer, z.names as restated_sources,
       case when w.stuck_workers > 0 then 'stuck_workers'
            when w.live_workers = 0 then 'no_workers'
            when n.failing_instruments > 0 then 'failing_runs'
            when s.behind_their_prices > 0 and o.queued + o.running = 0 then 'nothing_queued'
            when l.instruments > 0 then 'late_instruments'
            when z.names is not null then 'restated_sources'
            else 'ok' end as health_state
from runs r, open_runs o, newest_runs n, workers w, served s, late l, unpredicted u, restated z;

comment on view pipeline_health is
  E'@name pipeline_health\n'
  '@listName pipelineHealth\n'
  'One row: whether workers live, runs succeed, prices, predictions and outcomes come in time. More than 0.95 of a '
  'day''s runs should succeed; skipped ones do not count. `lateInstruments` says what is late, and why.';
comment on column pipeline_health.health is
  E'@notNull\n@name health_in_words\nok, or what is wrong first, in words. In GraphQL `health` is the `health_state`.';
comment on column pipeline_health.health_state is
  E'@notNull\n@name health\n'
  '@set health: ok, stuck_workers, no_workers, failing_runs, nothing_queued, late_instruments, restated_sources\n'
  'ok, or what is wrong first: of workers, runs, sessions without a prediction, what is late, and rows of sources.';
comment on column pipeline_health.live_workers is 'Worker processes that are alive and work.';
comment on column pipeline_health.stuck_workers is
  'Worker processes that are alive, but give no sign of life or do not end a step in its time: others take their steps '
  'over. Operators see which in `live_worker_pools`.';
comment on column pipeline_health.oldest_queued_seconds is
  'For how long the oldest queued run has waited; null without one.';
comment on column pipeline_health.succeeded_24h is 'Runs that succeeded in the last 24 hours.';
comment on column pipeline_health.failed_24h is 'Runs that failed in the last 24 hours.';
comment on column pipeline_health.skipped_24h is 'Runs that ended for a reason that is no failure.';
comment on column pipeline_health.success_rate_24h is
  'Share of succeeded among succeeded and failed runs; null without one.';
comment on column pipeline_health.failing_instruments is 'Instruments whose newest run failed.';
comment on column pipeline_health.usable_predictions is 'Newest predictions that may be acted on.';
comment on column pipeline_health.signals is 'Usable BUY and SELL signals.';
comment on column pipeline_health.drifting_models is
  'Models in use whose newest sessions are unlike their training range.';
comment on column pipeline_health.behind_their_prices is 'Instruments whose newest session has no prediction.';
comment on column pipeline_health.overdue_outcomes is
  'Predictions without an outcome although the session after their target date has passed too.';
comment on column pipeline_health.late_instruments is
  'Instruments whose prices, newest prediction or outcomes are late: the rows of late_instruments.';
comment on column pipeline_health.never_predicted is
  'Instruments that never got a prediction, of those that are active and not paused.';
comment on column pipeline_health.restated_sources is
  'Sources whose rows of the past were changed where nobody kept what they had said; null without one. '
  'accept_source_changes says that it is well.';
comment on column pipeline_health.queued_runs is 'Runs that wait for a worker.';
comment on column pipeline_health.running_runs is 'Runs that are worked on.';
comment on column pipeline_health.active_instruments is 'Instruments whose new prices start runs.';
comment on column pipeline_health.instruments_with_predictions is 'Instruments that have a newest prediction.';
comment on column pipeline_health.production_models is 'How many of those are of a production model.';
comment on column pipeline_health.newest_prediction is 'Newest session that was predicted from.';
comment on column pipeline_health.newest_session is 'Newest session with prices.';

grant select on pipeline_health to pgaugur_reader, pgaugur_worker;
