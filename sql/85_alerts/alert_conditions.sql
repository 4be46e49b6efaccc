-- How many of the models that serve drift, by the policy, and which is the first. As what_is_served, a plan that is
-- remembered; of what speaks against a prediction the drift alone is asked for.
create or replace function drifting_models()
returns table (served double precision, drifting bigint, first text)
language plpgsql stable security definer
set search_path from current
as $$
begin
  return query
  select count(*)::double precision, count(drift.warning),
         (array_agg(i.symbol || ': ' || drift.warning order by i.symbol) filter (where drift.warning is not null))[1]
  from serving_models s
  join base_instruments i on i.id = s.instrument_id
  cross join ml_pipeline_defaults d
  left join ml_pipeline_policies o on o.instrument_id = s.instrument_id
  left join ml_drift measured on measured.model_id = s.model_id and measured.session = s.prediction_date
  cross join lateral (
    select drift_warning(measured, coalesce(o.maximum_drift, d.maximum_drift),
                         coalesce(o.maximum_score_drift, d.maximum_score_drift)) as warning
    offset 0) drift
  where s.prediction_id is not null;
end
$$;

comment on function drifting_models() is
  E'@behavior -*\nHow many of the models that serve drift, by the policy, and which is the first.';
grant execute on function drifting_models() to pgaugur_reader, pgaugur_worker;

-- What each rule that is enabled finds at this moment, whether or not anybody has evaluated it. What a rule watches is
-- worked out when there is a rule that watches it.
create or replace view alert_conditions as
with rules as (
  select r.* from ml_alert_rules r where r.is_enabled
),
-- Once for both rules that ask how far the instruments have come.
followed as materialized (
  select f.instrument_id, f.newest_session, f.prediction_date, f.state
  from followed_instruments f
  where exists (select from rules r where r.watches in ('sessions_without_prediction', 'behind_share'))
),
-- Those whose newest prediction, or whose making, is days ago: mostly none. Of the others nothing else is looked up.
silent as materialized (
  select i.id as instrument_id, i.symbol, coalesce(i.exchange_id, -1) as calendar, f.newest_session,
         f.prediction_date as predicted, from_then.day as waits_from,
         case when exists (select from exchange_holidays h where h.exchange_id = i.exchange_id) then '{1,2,3,4,5}'
              else trading_weekdays(i.id) end as weekdays
  from (select min(r.threshold) as sessions from rules r where r.watches = 'sessions_without_prediction') asked
  cross join followed f
  join base_instruments i on i.id = f.instrument_id
  -- An adopted column may be of any type: what is no date is none.
  cross join lateral (
    select coalesce(f.prediction_date,
                    substring(to_jsonb(i.created_at) #>> '{}' from '^\d{4}-\d\d-\d\d')::date - 1) as day
    offset 0) from_then
  where asked.sessions is not null
    and coalesce(from_then.day < (statement_timestamp() at time zone 'UTC')::date - asked.sessions::integer, true)
),
-- Counted once per calendar and day, not per instrument; further than 60 nobody asks.
missing as (
  select d.calendar, d.weekdays, d.waits_from, min(day.session) as since, count(day.session)::integer as sessions
  from (select distinct s.calendar, s.weekdays, s.waits_from from silent s) d
  left join lateral (
    select target_session(d.waits_from, ahead, d.calendar, d.weekdays) as session from generate_series(1, 60) as ahead
  ) day on day.session < (statement_timestamp() at time zone 'UTC')::date
  where d.waits_from is not null
  group by d.calendar, d.weekdays, d.waits_from
),
unpredicted as (
  select s.instrument_id, s.symbol, m.since, coalesce(m.sessions, 60) as sessions, s.newest_session, s.predicted
  from silent s
  left join missing m using (calendar, weekdays, waits_from)
)
select r.name as rule_name, u.instrument_id, u.sessions::double precision as value,
       format('%s has no prediction for %s%s%s: %s', u.symbol, case u.sessions when 60 then 'at least ' end,
              counted(u.sessions, 'session'), coalesce(', since ' || u.since, ''),
              case when u.newest_session is null then 'no price has ever come'
                   when u.newest_session <= u.predicted then 'no price has come since'
                   when run.id is null then 'nothing has run for it'
                   when run.finished_at is null then format('run %s is %s', run.id, run.status)
                   else format('run %s %s%s', run.id,
                               case when run.status in ('succeeded', 'failed') then run.status
                                    else 'was ' || run.status end,
                               coalesce(': ' || left(run.outcome, 200), '')) end) as message
from rules r
join unpredicted u on r.watches = 'sessions_without_prediction' and u.sessions >= least(r.threshold, 60)
left join lateral (
  select n.* from ml_pipeline_runs n where n.instrument_id = u.instrument_id order by n.id desc limit 1) run on true

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
  select count(*) filter (where f.state = 'behind') as behind, count(*)::double precision as predicted
  from followed f
  where f.state in ('behind', 'current')) p
where r.watches = 'behind_share' and p.behind > r.threshold * p.predicted

union all
select r.name, null, s.drifting / s.served,
       format('%s of %s drift, among them %s', s.drifting, counted(s.served::bigint, 'serving model'), s.first)
from rules r
cross join lateral (select d.* from drifting_models() d) s
where r.watches = 'drifting_share' and s.drifting > r.threshold * s.served

union all
select r.name, null, w.workers,
       format('%s for short steps, of at least %s%s',
              case w.workers when 0 then 'no worker' when 1 then 'one worker' else w.workers || ' workers' end,
              r.threshold,
              case w.stuck when 0 then '' when 1 then '; 1 is stuck' else format('; %s are stuck', w.stuck) end)
from rules r
cross join lateral (
  select count(*) filter (where p.stuck_since is null) as workers, count(p.stuck_since) as stuck
  from live_worker_pools p) w
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
