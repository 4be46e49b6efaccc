-- What people look at.

create or replace view run_grid as
select r.id as run_id, r.instrument_id, coalesce(i.symbol, 'pool ' || r.pool) as symbol, r.kind, r.status as run_status, r.reason, r.outcome,
       r.requested_at, r.started_at as run_started_at, r.finished_at as run_finished_at,
       p.position, p.step, coalesce(t.status, case when r.finished_at is null then 'waiting' else 'not reached' end) as status,
       coalesce(t.attempt, 0) as attempt, t.host, t.started_at, t.finished_at,
       extract(epoch from coalesce(t.finished_at, clock_timestamp()) - t.started_at)::double precision as seconds,
       t.summary, t.errors -> -1 ->> 'message' as last_error, r.pool
from ml_pipeline_runs r
left join base_instruments i on i.id = r.instrument_id
join ml_pipelines p on p.kind = r.kind
left join ml_pipeline_tasks t on t.run_id = r.id and t.step = p.step;

comment on view run_grid is
  'The run grid: one row per run and step with status, attempt, host, duration, what the step found and its last error.';

create or replace view latest_predictions as
select distinct on (p.instrument_id)
       p.id as prediction_id, p.instrument_id, i.symbol, p.prediction_date, p.target_date, p.predicted_class,
       p.prediction_probability, p.prediction_confidence, p.trading_signal, p.signal_strength,
       p.feature_importance_json, p.stale_at, m.id as model_id, m.model_name, m.model_version, m.status as model_status,
       m.is_production, m.test_roc_auc, m.gate_passed
from ml_predictions p
join base_instruments i on i.id = p.instrument_id
join ml_models m on m.id = p.model_id
where (m.is_production or m.status = 'testing')
  -- A prediction whose session was deleted is nobody's latest.
  and exists (select from price_bars b where b.instrument_id = p.instrument_id and b.trading_date = p.prediction_date)
order by p.instrument_id, p.prediction_date desc, m.is_production desc, m.id desc;

comment on view latest_predictions is
  'The newest prediction of each instrument, by its serving model, with what is known about that model.';
