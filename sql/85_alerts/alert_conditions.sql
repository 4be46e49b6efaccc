-- What each rule that is enabled finds at this moment, whether or not anybody has evaluated it. What a rule watches is
-- worked out when there is a rule that watches it.
create or replace view alert_conditions as
with rules as (
  select r.* from ml_alert_rules r where r.is_enabled
),
late as materialized (
  -- Without prices there is no prediction: one cause per instrument.
  select distinct on (l.instrument_id)
         l.instrument_id, l.symbol, l.since, l.cause, coalesce(i.exchange_id, -1) as calendar,
         case when exists (select from exchange_holidays h where h.exchange_id = i.exchange_id) then '{1,2,3,4,5}'
              else trading_weekdays(i.id) end as weekdays
  from late_instruments l
  join base_instruments i on i.id = l.instrument_id
  where l.what in ('prices', 'prediction')
    and exists (select from rules r where r.watches = 'sessions_without_prediction')
  order by l.instrument_id, array_position('{prices, prediction}', l.what)
),
-- Counted once per calendar and day, not per instrument; further than 60 nobody asks. Of an instrument that was always
-- without, all of them are missing; of a bar of today or of the future, none is.
missing as materialized (
  select d.calendar, d.weekdays, d.since, count(day.session)::integer as sessions
  from (select distinct l.calendar, l.weekdays, l.since from late l where l.since is not null) d
  left join lateral (
    select case ahead when 0 then d.since else target_session(d.since, ahead, d.calendar, d.weekdays) end as session
    from generate_series(0, 59) as ahead
  ) day on day.session < (statement_timestamp() at time zone 'UTC')::date
  group by d.calendar, d.weekdays, d.since
),
unpredicted as (
  select l.instrument_id, l.symbol, l.since, l.cause, coalesce(m.sessions, 60) as sessions
  from late l
  left join missing m using (calendar, weekdays, since)
)
select r.name as rule_name, u.instrument_id, u.sessions::double precision as value,
       format('%s has no prediction for %s%s%s: %s', u.symbol, case u.sessions when 60 then 'at least ' end,
              counted(u.sessions, 'session'), coalesce(', since ' || u.since, ''), u.cause) as message
from rules r
join unpredicted u on r.watches = 'sessions_without_prediction' and u.sessions >= least(r.threshold, 60)

union all
select r.name, null, f.failed / f.ended,
       format('%s of %s that ended within %s failed, most often: %s', f.failed, counted(f.ended::bigint, 'run'),
              r.period, left(f.outcome, 200))
from rules r
cross join lateral (
  select count(*) filter (where n.status = 'failed') as failed, count(*)::double precision as ended,
         mode() within group (order by n.outcome) filter (where n.status = 'failed') as outcome
  from ml_pipeline_runs n
  where n.finished_at > statement_timestamp() - r.period and n.status in ('succeeded', 'failed')) f
where r.watches = 'failed_share' and f.failed > r.threshold * f.ended

union all
select r.name, null, p.behind / p.predicted,
       format('the newest session of %s of %s has no prediction', p.behind, counted(p.predicted::bigint, 'instrument'))
from rules r
cross join lateral (
  select sum(n.value) filter (where n.labels ->> 'state' = 'behind') as behind, sum(n.value) as predicted
  from pipeline_metrics n
  where n.part = 'predictions' and n.metric = 'pgaugur_instruments' and n.labels ->> 'state' in ('behind', 'current')) p
where r.watches = 'behind_share' and p.behind > r.threshold * p.predicted

union all
select r.name, null, s.drifting / s.served,
       format('%s of %s drift, among them %s', s.drifting, counted(s.served::bigint, 'serving model'), s.first)
from rules r
cross join lateral (
  select count(l.drift) as drifting, count(*)::double precision as served,
         (array_agg(l.symbol || ': ' || l.drift order by l.symbol) filter (where l.drift is not null))[1] as first
  from latest_predictions l) s
where r.watches = 'drifting_share' and s.drifting > r.threshold * s.served

union all
select r.name, null, w.workers,
       format('%s, of at least %s', case w.workers when 0 then 'no worker is alive'
                                                   when 1 then 'one worker is alive'
                                                   else w.workers || ' workers are alive' end, r.threshold)
from rules r
cross join lateral (select count(*) as workers from live_worker_pools) w
where r.watches = 'live_workers' and w.workers < r.threshold

union all
select r.name, null, d.seconds,
       format('a job of %s has waited for %s: no worker takes it, or too few', d.step,
              justify_interval(make_interval(secs => round(d.seconds))))
from rules r
cross join lateral (
  select q.step, q.oldest_ready_seconds as seconds from queue_depth q
  where q.oldest_ready_seconds is not null
  order by q.oldest_ready_seconds desc
  limit 1) d
where r.watches = 'oldest_job_seconds' and d.seconds > r.threshold;

comment on view alert_conditions is
  E'@behavior -*\n'
  'What the rules that are enabled find at this moment. `evaluate_alerts` turns it into alerts with a state.';
comment on column alert_conditions.rule_name is 'The rule.';
comment on column alert_conditions.instrument_id is 'Of which instrument; null for the whole installation.';
comment on column alert_conditions.value is 'What the threshold was compared with.';
comment on column alert_conditions.message is 'What is wrong, in one sentence.';

grant select on alert_conditions to pgaugur_reader, pgaugur_worker;
