-- What monitoring asks of an installation, as rows that Prometheus' text format is printed from. A part that is asked
-- for by name is worked out alone.

create or replace view pipeline_metrics as
with depth as (
  select d.* from queue_depth d
),
steps as (
  select t.step, extract(epoch from t.finished_at - t.started_at)::double precision as seconds
  from ml_pipeline_runs r
  -- By key: as a join, the tasks of all runs that are kept would be read.
  cross join lateral (
    select n.step, n.started_at, n.finished_at from ml_pipeline_tasks n
    where n.run_id = r.id and n.status = 'succeeded'
    offset 0) t
  where r.finished_at > statement_timestamp() - interval '24 hours'
),
instruments as (
  select f.* from followed_instruments f
),
settled as (
  select coalesce(t.window_sessions::text, 'all') as sessions, sum(t.predictions) as predictions,
         sum(t.hit_rate * t.predictions) / sum(t.predictions) as hit_rate,
         sum(greatest(t.base_rate, 1 - t.base_rate) * t.predictions) / sum(t.predictions) as majority_hit_rate,
         max(t.last_session) as last_session
  from ml_track_record t
  where t.model_id is null
  group by t.window_sessions
)
select 'queues' as part, 'pgaugur_queue_jobs' as metric, 'Jobs in the queues, by step and state.' as help,
       jsonb_build_object('queue', d.queue, 'step', d.step, 'state', s.state) as labels,
       s.jobs::double precision as value
from depth d
cross join lateral (
  values ('ready', d.ready), ('delayed', d.delayed), ('running', d.running), ('failed', d.failed)) s (state, jobs)
union all
select 'queues', 'pgaugur_queue_oldest_ready_seconds', 'For how long the oldest job that could be taken has waited.',
       jsonb_build_object('queue', d.queue, 'step', d.step), d.oldest_ready_seconds
from depth d
where d.oldest_ready_seconds is not null
union all
select 'queues', 'pgaugur_live_workers', 'Worker processes that are alive and take short steps.', '{}',
       count(*) filter (where w.stuck_since is null)
from live_worker_pools w
union all
select 'queues', 'pgaugur_stuck_workers', 'Worker processes that are alive and do not work.', '{}', count(w.stuck_since)
from live_worker_pools w
union all
select 'queues', 'pgaugur_open_runs', 'Runs that have not ended, by kind and status.',
       jsonb_build_object('kind', r.kind, 'status', r.status), count(*)
from ml_pipeline_runs r
where r.status in ('queued', 'running')
group by r.kind, r.status

union all
select 'runs', 'pgaugur_ended_runs_24h', 'Runs that ended in the last 24 hours, by kind and status.',
       jsonb_build_object('kind', r.kind, 'status', r.status), count(*)
from ml_pipeline_runs r
where r.finished_at > statement_timestamp() - interval '24 hours'
group by r.kind, r.status
union all
select 'runs', 'pgaugur_steps_24h', 'Steps that succeeded in runs of the last 24 hours.',
       jsonb_build_object('step', t.step), count(*)
from steps t
group by t.step
union all
select 'runs', 'pgaugur_step_seconds_24h',
       'How long they took: half of them at most p50, 95 of 100 at most p95, all of them at most max.',
       jsonb_build_object('step', t.step, 'statistic', q.statistic), q.seconds
from (
  select s.step, percentile_disc('{0.5,0.95,1}'::double precision[]) within group (order by s.seconds) as seconds
  from steps s
  group by s.step) t
cross join lateral unnest(array['p50', 'p95', 'max'], t.seconds) q (statistic, seconds)

union all
select 'predictions', 'pgaugur_instruments',
       'Instruments that are active and not paused: current (their newest session is predicted), behind, unpredicted '
       '(prices and no prediction), without_prices.',
       jsonb_build_object('state', s.state), count(i.state)
from (values ('current'), ('behind'), ('unpredicted'), ('without_prices')) s (state)
left join instruments i on i.state = s.state
group by s.state
union all
select 'predictions', 'pgaugur_newest_prediction_age_seconds', 'Since the newest prediction was written.', '{}',
       extract(epoch from statement_timestamp() - max(i.predicted_at))
from instruments i
having max(i.predicted_at) is not null
union all
select 'predictions', 'pgaugur_newest_session_age_seconds',
       'Since the beginning, in UTC, of the newest session with prices.', '{}',
       extract(epoch from statement_timestamp() - max(i.newest_session)::timestamp at time zone 'UTC')
from instruments i
having max(i.newest_session) is not null
union all
select 'late', 'pgaugur_late_instruments', 'Instruments of which something is late, by what it is.',
       jsonb_build_object('what', w.what), count(l.instrument_id)
from (values ('prices'), ('prediction'), ('outcomes')) w (what)
left join late_instruments l on l.what = w.what
group by w.what

union all
select 'models', 'pgaugur_judged_models', 'Models of the last 90 days, by what the gate said of them.',
       jsonb_build_object('gate', g.gate), count(m.id)
from (values ('passed', true), ('missed', false)) g (gate, passed)
left join ml_models m on m.gate_passed = g.passed and m.trained_at > statement_timestamp() - interval '90 days'
group by g.gate
union all
select 'models', 'pgaugur_production_models', 'Instruments whose model is in production.', '{}', count(*)
from ml_models m
where m.is_production
union all
select 'models', 'pgaugur_settled_predictions',
       'Live predictions whose outcome is known: of the newest sessions of each instrument, so many or all.',
       jsonb_build_object('sessions', s.sessions), s.predictions
from settled s
union all
select 'models', 'pgaugur_settled_accuracy', 'Share of them that was right.',
       jsonb_build_object('sessions', s.sessions), s.hit_rate
from settled s
union all
select 'models', 'pgaugur_settled_majority_accuracy',
       'What always saying the more frequent outcome would have had right: what accuracy is to be read against.',
       jsonb_build_object('sessions', s.sessions), s.majority_hit_rate
from settled s

union all
select 'alerts', 'pgaugur_alerts', 'Alerts that are raised, by rule.',
       jsonb_build_object('rule', r.name, 'severity', r.severity), count(a.id)
from ml_alert_rules r
left join ml_alerts a on a.rule_name = r.name and a.state = 'raised'
where r.is_enabled
group by r.name, r.severity;

comment on view pipeline_metrics is
  E'@behavior -*\n'
  'What monitoring asks: numbers by name and labels. `pgaugur serve` prints them at /metrics for Prometheus.';
comment on column pipeline_metrics.part is
  'queues, runs, predictions, late, models or alerts: what is worked out together. Asked for by name, the others cost '
  'nothing.';
comment on column pipeline_metrics.metric is
  'The name that Prometheus knows it by. Several rows differ in their labels.';
comment on column pipeline_metrics.help is 'What the number says.';
comment on column pipeline_metrics.labels is 'Labels and their values.';
comment on column pipeline_metrics.value is 'The number as of now: a gauge.';

grant select on pipeline_metrics to pgaugur_reader, pgaugur_worker;
