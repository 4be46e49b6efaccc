comment on table ml_predictions is
  E'@behavior +aggregates +groupedAggregates\n'
  'Predictions: will the close seven sessions ahead be higher? One per model and session, with the outcome once the '
  'seventh session has happened.';
comment on column ml_predictions.prediction_date is 'The session after whose close the prediction was made.';
comment on column ml_predictions.target_date is
  'The seventh session after it: by the exchange''s calendar at first, corrected when that session has happened.';
comment on column ml_predictions.prediction_horizon_days is 'Sessions from prediction_date to target_date.';
comment on column ml_predictions.trading_date_epoch is 'Midnight UTC of prediction_date, in seconds since 1970-01-01.';
comment on column ml_predictions.predicted_class is
  'Whether a higher close is predicted: the probability is at least 0.5.';
comment on column ml_predictions.prediction_probability is
  'Probability in [0, 1] that the close seven sessions ahead is higher.';
comment on column ml_predictions.prediction_confidence is 'Probability of the predicted class, in [0.5, 1].';
comment on column ml_predictions.feature_importance_json is
  E'@shape feature_contribution[]\n'
  'The ten features that weigh most in this prediction, as a list of {feature, value, contribution}; contributions are '
  'log-odds, positive ones speak for a higher close.';
comment on column ml_predictions.actual_class is
  'Whether the close was higher; null until the seventh session has happened.';
comment on column ml_predictions.actual_return_7d is 'Return over the seven sessions as a fraction; null until then.';
comment on column ml_predictions.actual_growth_7d is 'Ratio of the two closes, 1 plus the return; null until then.';
comment on column ml_predictions.prediction_accuracy is
  'Whether the prediction was right; null until then. Its `share` among the aggregates is the hit rate.';
comment on column ml_predictions.trading_signal is
  'BUY, HOLD or SELL, by the policy''s probability threshold and the model''s training base rate; always HOLD for a '
  'model that did not signal when it was made (`model_signals`).';
comment on column ml_predictions.signal_strength is 'Distance of the probability from 0.5, scaled to [0, 1].';
comment on column ml_predictions.holding_period_days is
  'Sessions a position opened on this signal is meant to be held.';
comment on column ml_predictions.origin is
  'holdout (a session of the model''s test range, scored when the model was made), live (written before the open of '
  'the session it speaks of), hindsight (written after that open), backfill (written when its outcome was known '
  'already) or claim (of a model from elsewhere, inserted after that open). Records and backtests count no hindsight, '
  'no backfill and no claim.';
comment on column ml_predictions.stale_at is
  'Since when the prices it was made from are no longer the stored ones; null while they are.';
comment on column ml_predictions.airflow_dag_id is
  'Name of the pipeline, kept for queries written for the former system.';
comment on column ml_predictions.airflow_run_id is
  'The pipeline run''s id as text, kept for queries written for the former system.';
comment on column ml_predictions.entry_date is
  'The session at whose open the prediction can first be acted on, by the exchange''s calendar; of hindsight, could '
  'have been.';
comment on column ml_predictions.first_probability is
  'What a prediction that is no holdout said first, where corrected prices have replaced it since; null while it '
  'stands. Records count this.';
comment on column ml_predictions.first_class is 'Whether a higher close was predicted first.';
comment on column ml_predictions.first_signal is
  E'@set trading_signal\n'
  'The signal that was given first.';
comment on column ml_predictions.growth_low is
  'Lower end of the interval of the growth: ratio of the close seven sessions ahead to that of prediction_date. Null '
  'where too little is known of past moves. It is the instrument''s, and the same for all models that speak of a '
  'session.';
comment on column ml_predictions.growth_median is 'As often above as below it.';
comment on column ml_predictions.growth_high is 'Upper end of the interval of the growth.';
comment on column ml_predictions.growth_coverage is
  'Share of outcomes that the interval was to hold, by the policy when it was made.';
comment on column ml_predictions.growth_inside is
  'Whether the growth fell inside the interval, its ends included; null until the seventh session has happened. Its '
  '`share` among the aggregates is the coverage.';
comment on column ml_predictions.first_growth_low is
  'The lower end that was given first, where corrected prices have replaced it since. Records count this.';
comment on column ml_predictions.first_growth_median is 'The median that was given first.';
comment on column ml_predictions.first_growth_high is 'The upper end that was given first.';
comment on column ml_predictions.corrected_at is
  'When corrected prices last replaced what it said; null where none have, and where that was before it was kept.';
comment on column ml_predictions.corrections is 'How often corrected prices have replaced what it said.';
comment on column ml_predictions.model_age is
  'Sessions from the last one the model was trained with to this one; 0 within its data.';

call name_relation('ml_predictions', 'instrument_id', 'instrument', 'mlPredictions');
call name_relation('ml_predictions', 'model_id', 'model', 'mlPredictions');
call name_relation('ml_predictions', 'pipeline_run_id', 'pipelineRun', 'mlPredictions');

-- Rows are read by their key or by a filter; a field on Query for this would be noise.
comment on constraint unique_model_prediction_date on ml_predictions is '@behavior -single';
comment on constraint one_prediction_per_model_and_session on ml_predictions is '@behavior -single';

grant select on ml_predictions to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_predictions to pgaugur_worker;
