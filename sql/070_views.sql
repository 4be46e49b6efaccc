-- What people look at.

-- statement_timestamp, because with the volatile clock_timestamp the planner would work out the whole grid for a page of it.
create or replace view run_grid as
select r.id as run_id, r.instrument_id, coalesce(i.symbol, ('pool ' || r.pool)::varchar(50)) as symbol, r.kind, r.status as run_status, r.reason, r.outcome,
       r.requested_at, r.started_at as run_started_at, r.finished_at as run_finished_at,
       p.position, p.step, coalesce(t.status, case when r.finished_at is null then 'waiting' else 'not reached' end) as status,
       coalesce(t.attempt, 0) as attempt, t.host, t.started_at, t.finished_at,
       extract(epoch from coalesce(t.finished_at, greatest(statement_timestamp(), t.started_at)) - t.started_at)::double precision as seconds,
       t.summary, t.errors -> -1 ->> 'message' as last_error, r.pool
from ml_pipeline_runs r
left join base_instruments i on i.id = r.instrument_id
join ml_pipelines p on p.kind = r.kind
left join ml_pipeline_tasks t on t.run_id = r.id and t.step = p.step;

comment on view run_grid is
  'The run grid: one row per run and step with status, attempt, host, duration, what the step found and its last error.';

-- Asked of the stored facts each time, so that the answer is today's: a model ages, a gate's minimum changes, prices are
-- corrected. The policy is joined as two tables, because the function pipeline_policy would be called once per row.
create or replace view prediction_usability as
select p.id as prediction_id, why.reasons is null as usable, why.reasons as why_not, drifting.warning as drift
from ml_predictions p
join ml_models m on m.id = p.model_id
cross join ml_pipeline_defaults d
join base_instruments i on i.id = p.instrument_id
left join ml_pipeline_policies o on o.instrument_id = p.instrument_id
left join ml_drift drift on drift.model_id = p.model_id and drift.session = p.prediction_date
left join lateral (
  select q.metric_value as score
  from data_quality_metrics q
  where q.instrument_id = p.instrument_id and q.metric_name = 'quality_score'
  order by q.created_at desc
  limit 1) quality on true
-- Not current_date, which depends on where the reader sits.
cross join (select (statement_timestamp() at time zone 'UTC')::date as utc) today
-- "offset 0" keeps a value from being worked out again wherever it is used.
cross join lateral (
  -- The function is the one that decides; most rows need not be asked, and a call costs more than the comparison.
  select case when drift.drifted_share > coalesce(o.maximum_drift, d.maximum_drift)
                or drift.score_psi > coalesce(o.maximum_score_drift, d.maximum_score_drift) * greatest(0.25, drift.score_noise)
              then drift_warning(drift, coalesce(o.maximum_drift, d.maximum_drift),
                                 coalesce(o.maximum_score_drift, d.maximum_score_drift)) end as warning
  offset 0) drifting
cross join lateral (
  select nullif(concat_ws('; ',
    case p.origin
      when 'holdout' then 'it is of the range its model was tested on'
      when 'backfill' then 'it was made after its outcome was known' end,
    case when p.stale_at is not null then
      format('prices it was made from were changed on %s', p.stale_at::date) end,
    case when p.actual_class is not null then 'its seventh session has come'
         when p.target_date < today.utc then
           format('its target date %s has passed, but the prices of seven sessions have not come', p.target_date)
         when p.entry_date < today.utc then format('its entry, the open of %s, has passed', p.entry_date)
         when p.prediction_date > today.utc then format('its session %s lies in the future', p.prediction_date) end,
    case when i.is_active is false then 'its instrument is not active' end,
    case when m.status not in ('active', 'testing') then format('its model is %s', m.status) end,
    case when m.gate_passed is null then 'its model has not been validated'
         when not m.gate_passed then 'its model did not pass the gate: ' || coalesce(regexp_replace(m.gate_reason, '^not passed: ', ''), 'no reason is stored') end,
    case when p.model_age > coalesce(o.maximum_model_age, d.maximum_model_age) then
      format('its model was trained %s before (at most %s)', counted(p.model_age, 'session'),
             coalesce(o.maximum_model_age, d.maximum_model_age)) end,
    case when quality.score < coalesce(o.minimum_quality_score, d.minimum_quality_score) then
      format('data quality is %s (at least %s)', round(quality.score::numeric, 2),
             coalesce(o.minimum_quality_score, d.minimum_quality_score)) end,
    'drift: ' || drifting.warning), '') as reasons
  offset 0) why;

comment on view prediction_usability is
  'Whether a prediction may be acted on today, and if not, why: origin, corrected prices, entry past, outcome known, age and state of the model, gate, data quality, drift.';

-- The models that may serve are asked, each for its newest prediction by index, and not the predictions of the instrument,
-- most of which are of models that served before.
create or replace view latest_predictions as
select latest.prediction_id, i.id as instrument_id, i.symbol, latest.prediction_date, latest.target_date, latest.predicted_class,
       latest.prediction_probability, latest.prediction_confidence, latest.trading_signal, latest.signal_strength,
       latest.feature_importance_json, latest.stale_at, latest.model_id, latest.model_name, latest.model_version,
       latest.model_status, latest.is_production, latest.test_roc_auc, latest.gate_passed,
       why.reasons is null as usable, why.reasons as why_not, latest.base_rate, latest.model_age,
       newest.session as newest_session, u.drift
from base_instruments i
cross join lateral (
  select m.id as model_id, m.model_name, m.model_version, m.status as model_status, m.is_production, m.test_roc_auc,
         m.gate_passed, (m.metrics ->> 'baseRate')::double precision as base_rate, told.*
  from ml_models m
  cross join lateral (
    select p.id as prediction_id, p.prediction_date, p.target_date, p.predicted_class, p.prediction_probability,
           p.prediction_confidence, p.trading_signal, p.signal_strength, p.feature_importance_json, p.stale_at, p.model_age
    from ml_predictions p
    where p.model_id = m.id
      -- A prediction whose session was deleted is nobody's latest. Both tables are asked by themselves here and below:
      -- price_bars would merge them, which takes twice as long.
      and (exists (select from stock_prices b where b.stock_id = p.instrument_id and b.trading_date_local = p.prediction_date)
           or exists (select from index_prices b where b.index_id = p.instrument_id and b.trading_date_local = p.prediction_date))
    order by p.prediction_date desc
    limit 1) told
  where m.instrument_id = i.id and (m.is_production or m.status = 'testing')
  order by told.prediction_date desc, m.is_production desc, m.id desc
  limit 1) latest
-- The limit keeps the planner from working that view out for every prediction there is.
cross join lateral (
  select w.why_not, w.drift from prediction_usability w where w.prediction_id = latest.prediction_id limit 1) u
-- Nothing before the prediction can be newer, and an index that is asked for one session need not read a page of them.
cross join lateral (
  select greatest(
    (select max(b.trading_date_local) from stock_prices b
     where b.stock_id = i.id and b.trading_date_local >= latest.prediction_date),
    (select max(b.trading_date_local) from index_prices b
     where b.index_id = i.id and b.trading_date_local >= latest.prediction_date)) as session
  offset 0) newest
cross join lateral (
  select nullif(concat_ws('; ',
    u.why_not,
    case when newest.session > latest.prediction_date then
      format('session %s has no prediction yet', newest.session) end), '') as reasons
  offset 0) why;

comment on view latest_predictions is
  'The newest prediction of each instrument, by its serving model, with what is known about that model, and whether it may be acted on.';

create or replace view signals_today as
select p.instrument_id, p.symbol, p.trading_signal, p.prediction_probability, p.base_rate, p.signal_strength,
       p.prediction_date, p.target_date, close.close_price, p.prediction_id, p.model_id, p.model_name, p.test_roc_auc,
       t.predictions as live_predictions, t.hit_rate as live_hit_rate, t.hit_rate_interval as live_hit_rate_interval
from latest_predictions p
join lateral (
  select b.close_price from price_bars b
  where b.instrument_id = p.instrument_id and b.trading_date = p.prediction_date) close on true
left join ml_track_record t on t.instrument_id = p.instrument_id and t.model_id = p.model_id and t.window_sessions is null
where p.usable and p.trading_signal in ('BUY', 'SELL')
order by p.signal_strength desc, p.symbol;

comment on view signals_today is
  'BUY and SELL signals that may be acted on now, strongest first: those of the newest session, by a model that passed the gate, with nothing that speaks against them. What is left out, and why, is in `latest_predictions`.';
