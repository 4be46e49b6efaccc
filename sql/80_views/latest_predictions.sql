create or replace view latest_predictions as
select p.prediction_id, i.id as instrument_id, i.symbol, p.prediction_date, p.target_date, p.predicted_class,
       p.prediction_probability, p.prediction_confidence, p.trading_signal, p.signal_strength,
       p.feature_importance_json, p.stale_at, p.model_id, p.model_name, p.model_version, p.model_status,
       p.is_production, p.test_roc_auc, p.gate_passed, num_nonnulls(p.why_not, waits.reason) = 0 as usable,
       nullif(concat_ws('; ', p.why_not, waits.reason), '') as why_not,
       (p.metrics ->> 'baseRate')::double precision as base_rate, p.model_age, h.newest_session as newest_session,
       p.drift, p.training_base_rate, p.growth_low, p.growth_median, p.growth_high, p.growth_coverage,
       num_nonnulls(p.interval_why_not, waits.reason) = 0 as interval_usable,
       nullif(concat_ws('; ', p.interval_why_not, waits.reason), '') as interval_why_not,
       case when num_nonnulls(p.interval_why_not, waits.reason) = 0 then p.interval_judge end as interval_judge
from base_instruments i
join heard_sessions h on h.instrument_id = i.id
-- Of those who have spoken of that session the one that serves, in the order of serving_models: asked for by instrument
-- and session, so that its prediction and its model are read once. The limit keeps the planner from judging all
-- predictions there are, where all instruments are asked for.
cross join lateral (
  select j.* from judged_predictions j
  where j.instrument_id = i.id and j.prediction_date = h.session
    and j.model_status in ('active', 'testing', 'deprecated') and j.scope <> 'external' and j.is_supported is not null
  order by j.model_status <> 'deprecated' desc, j.is_supported desc, j.is_production desc,
           j.deprecated_at desc nulls first, j.model_id desc
  limit 1) p
cross join lateral (
  select case when h.newest_session > p.prediction_date then
           format('session %s has no prediction yet', h.newest_session) end as reason) waits;

comment on view latest_predictions is
  E'@primaryKey instrument_id\n'
  '@foreignKey (instrument_id) references base_instruments (id)|'
  '@fieldName instrument|@foreignFieldName latestPrediction\n'
  '@foreignKey (model_id) references ml_models (id)|@fieldName model|@backwardBehavior -*\n'
  '@foreignKey (prediction_id) references ml_predictions (id)|@fieldName prediction|@backwardBehavior -*\n'
  '@behavior +aggregates +groupedAggregates\n'
  'The newest prediction of each instrument, by its serving model, with what is known about that model, and whether it '
  'may be acted on.';
comment on column latest_predictions.prediction_date is
  E'@notNull\nThe session after whose close the prediction was made.';
comment on column latest_predictions.target_date is E'@notNull\nThe seventh session after it.';
comment on column latest_predictions.predicted_class is E'@notNull\nWhether a higher close is predicted.';
comment on column latest_predictions.prediction_probability is
  E'@notNull\nProbability in [0, 1] that the close seven sessions ahead is higher.';
comment on column latest_predictions.prediction_confidence is 'Probability of the predicted class, in [0.5, 1].';
comment on column latest_predictions.trading_signal is
  'BUY, HOLD or SELL; always HOLD for a model that does not signal (`model_signals`).';
comment on column latest_predictions.signal_strength is 'Distance of the probability from 0.5, scaled to [0, 1].';
comment on column latest_predictions.feature_importance_json is
  E'@shape feature_contribution[]\n'
  'The ten features that weigh most, as a list of {feature, value, contribution}; contributions are log-odds.';
comment on column latest_predictions.stale_at is
  'Since when the prices it was made from are no longer the stored ones.';
comment on column latest_predictions.model_status is E'@notNull\nStage of the model; see the type.';
comment on column latest_predictions.is_production is
  E'@notNull\nWhether a production model made it; false for a testing model that serves while there is none, and for '
  'the model before until its successor has spoken of the newest session.';
comment on column latest_predictions.test_roc_auc is
  'ROC-AUC of the model on its test range, in [0, 1]; 0.5 is a coin toss.';
comment on column latest_predictions.gate_passed is 'Whether the model was good enough for production.';
comment on column latest_predictions.usable is E'@notNull\nWhether it may be acted on today.';
comment on column latest_predictions.why_not is
  'What speaks against it, reasons separated by semicolons; null when it is usable.';
comment on column latest_predictions.base_rate is
  'Share of the model''s test sessions that were followed by a higher close: what the probability is to be read '
  'against.';
comment on column latest_predictions.model_age is 'Sessions from the last one the model was trained with to this one.';
comment on column latest_predictions.newest_session is
  'The newest session with prices; later than the prediction''s while it has not been scored.';
comment on column latest_predictions.growth_low is
  'Lower end of the interval of the growth: ratio of the close seven sessions ahead to that of prediction_date.';
comment on column latest_predictions.growth_high is 'Upper end of the interval of the growth.';
comment on column latest_predictions.interval_usable is
  E'@notNull\nWhether the interval may be relied on today, whatever is said of the direction.';
comment on column latest_predictions.interval_why_not is
  'What speaks against the interval, reasons separated by semicolons; null when it is usable.';
comment on column latest_predictions.interval_judge is
  E'@set interval_judge: own, pool\n'
  'Whose gate the interval is relied on by: own, that of the model''s own test, or pool, that of all members of its '
  'pool together; null when it is not usable.';
comment on column latest_predictions.drift is
  'What the drift of its session says against it, by the policy; null when it is within it.';
call describe_other_columns(
  'latest_predictions', as_in => '{ml_predictions, ml_models}',
  not_null => '{prediction_id, instrument_id, symbol, model_id, model_name, model_version}');

grant select on latest_predictions to pgaugur_reader, pgaugur_worker;
