create or replace view track_record as
select t.instrument_id, i.symbol, t.model_id, m.model_name,
       coalesce(t.window_sessions::text, 'all') as "window", t.window_sessions,
       t.predictions, t.predictions / overlap_sessions()::double precision as independent_predictions,
       t.first_session, t.last_session,
       t.base_rate, greatest(t.base_rate, 1 - t.base_rate) as majority_hit_rate,
       t.hit_rate, t.hit_rate_interval[1] as hit_rate_lower, t.hit_rate_interval[2] as hit_rate_upper,
       t.roc_auc, t.roc_auc_interval[1] as roc_auc_lower, t.roc_auc_interval[2] as roc_auc_upper,
       t.brier, t.brier_interval[1] as brier_lower, t.brier_interval[2] as brier_upper, t.brier_of_base_rate,
       t.calibration, t.calibration_error,
       t.signals, t.signal_win_rate, t.signal_return, t.signal_return_interval[1] as signal_return_lower,
       t.signal_return_interval[2] as signal_return_upper, t.transaction_cost,
       m.test_records as promised_predictions, m.test_accuracy as promised_hit_rate, m.test_roc_auc as promised_roc_auc,
       (m.metrics ->> 'brier')::double precision as promised_brier,
       t.hit_rate - m.test_accuracy as hit_rate_difference, t.roc_auc - m.test_roc_auc as roc_auc_difference,
       t.brier - (m.metrics ->> 'brier')::double precision as brier_difference,
       -- Both sides are uncertain: their half widths add as variances do. Both are taken less what the model reaches
       -- where there is nothing to know, where that is known: a shorter window flatters more.
       case
         when t.model_id is null then null -- several models, each with a promise of its own
         when m.test_roc_auc is null or t.roc_auc_interval is null or promised.lower is null then 'too early to tell'
         when compared.promise - compared.live
              > sqrt((t.roc_auc_interval[2] - t.roc_auc) ^ 2 + (compared.promise - promised.lower) ^ 2)
           then 'worse'
         when compared.live - compared.promise
              > sqrt((t.roc_auc - t.roc_auc_interval[1]) ^ 2 + (promised.upper - compared.promise) ^ 2)
           then 'better'
         else 'as promised'
       end as against_promise,
       t.updated_at,
       worth.expected as roc_auc_expected, t.roc_auc - worth.expected + 0.5 as roc_auc_corrected,
       m.test_roc_auc_corrected as promised_roc_auc_corrected,
       t.roc_auc - worth.expected + 0.5 - m.test_roc_auc_corrected as roc_auc_corrected_difference,
       t.interval_predictions, t.interval_nominal, t.interval_coverage,
       t.interval_coverage_interval[1] as interval_coverage_lower,
       t.interval_coverage_interval[2] as interval_coverage_upper,
       t.interval_width, t.interval_by_volatility,
       (m.interval_metrics -> 'coverage' ->> 'value')::double precision as promised_interval_coverage,
       -- Rows are told apart by columns that are always known: pages follow each other by them.
       coalesce('model ' || t.model_id, 'instrument') as record_of
from ml_track_record t
join base_instruments i on i.id = t.instrument_id
left join ml_models m on m.id = t.model_id
left join model_worth tested on tested.model_id = m.id
cross join lateral (select expected_roc_auc(m.metrics, t.predictions) as expected) worth
cross join lateral (
  select worth.expected is not null and m.test_roc_auc_corrected is not null as is_known) corrected
cross join lateral (
  select case when corrected.is_known then m.test_roc_auc_corrected else m.test_roc_auc end as promise,
         case when corrected.is_known then t.roc_auc - worth.expected + 0.5 else t.roc_auc end as live) compared
cross join lateral (
  select case when corrected.is_known then tested.test_roc_auc_corrected_lower
              else (m.metrics #>> '{rocAucInterval,0}')::double precision end as lower,
         case when corrected.is_known then tested.test_roc_auc_corrected_upper
              else (m.metrics #>> '{rocAucInterval,1}')::double precision end as upper) promised;

comment on view track_record is
  E'@name track_record_window\n'
  '@primaryKey instrument_id,record_of,window\n'
  '@listName trackRecord\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName trackRecord\n'
  '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName trackRecord\n'
  'What live predictions were worth once their seventh session had come, per model and, with model_id null, per '
  'instrument as it was served: over the newest 30, 90 and 365 settled sessions and over all, beside what the model '
  'promised on its test range. Holdout, hindsight and backfilled predictions are no part of it.';
comment on column track_record.instrument_id is '@notNull';
comment on column track_record.symbol is '@notNull';
comment on column track_record.model_id is
  'The model; null for the record of the instrument, in which each session counts once, with the prediction of the '
  'model that served.';
comment on column track_record."window" is E'@notNull\n30, 90, 365 (newest settled sessions) or all.';
comment on column track_record.window_sessions is 'The same as a number; null for all.';
comment on column track_record.predictions is E'@notNull\nLive predictions whose seventh session has come.';
comment on column track_record.independent_predictions is
  'A seventh of them: neighbours share six of seven days. Intervals are those of so many independent outcomes.';
comment on column track_record.first_session is 'Session of the oldest prediction.';
comment on column track_record.last_session is 'Session of the newest prediction.';
comment on column track_record.base_rate is 'Share of sessions that were followed by a higher close.';
comment on column track_record.majority_hit_rate is
  'Hit rate of always saying what was more frequent: what a hit rate is to be read against.';
comment on column track_record.hit_rate is 'Share of predictions that were right.';
comment on column track_record.hit_rate_lower is 'Lower end of its interval (Wilson).';
comment on column track_record.hit_rate_upper is 'Upper end of its interval (Wilson).';
comment on column track_record.roc_auc is 'ROC-AUC; null while all outcomes are the same.';
comment on column track_record.roc_auc_lower is
  'Lower end of its interval (Hanley and McNeil); null below two independent outcomes of each kind.';
comment on column track_record.roc_auc_upper is 'Upper end of its interval (Hanley and McNeil).';
comment on column track_record.brier is 'Brier score: mean squared error of the probabilities. Smaller is better.';
comment on column track_record.brier_lower is 'Lower end of its interval (Student); null below 28 predictions.';
comment on column track_record.brier_upper is 'Upper end of its interval (Student).';
comment on column track_record.brier_of_base_rate is
  'Brier score of always forecasting the base rate, which nobody knew beforehand.';
comment on column track_record.calibration is
  E'@shape track_record_bin[]\n'
  'Forecast against outcome, in bins of 0.05: a list of {from, to, predictions, meanPredicted, observedRate, '
  'interval}.';
comment on column track_record.calibration_error is
  'Mean distance of observed rate and mean forecast over the bins, weighted by their predictions.';
comment on column track_record.signals is E'@notNull\nBUY and SELL among them.';
comment on column track_record.signal_win_rate is 'Share of signals with a gain after costs.';
comment on column track_record.signal_return is
  'Mean return per signal, net of costs on both sides: in at the next open, out at the close of the seventh session; a '
  'SELL is a short sale.';
comment on column track_record.signal_return_lower is
  'Lower end of its interval (Student, a seventh of the signals); null below 28 signals.';
comment on column track_record.signal_return_upper is 'Upper end of its interval.';
comment on column track_record.transaction_cost is 'Cost per side that was taken off, as a share of the value.';
comment on column track_record.promised_predictions is 'Test sessions of the model.';
comment on column track_record.promised_hit_rate is 'Its accuracy on them.';
comment on column track_record.promised_roc_auc is 'Its ROC-AUC on them.';
comment on column track_record.promised_brier is 'Its Brier score on them.';
comment on column track_record.hit_rate_difference is 'Live less promised.';
comment on column track_record.roc_auc_difference is 'Live less promised.';
comment on column track_record.brier_difference is 'Live less promised; positive is worse.';
comment on column track_record.against_promise is
  E'@set against_promise: worse, better, as promised, too early to tell\n'
  'The corrected ROC-AUC beside the corrected one of the test range (the raw ones where those are not known): worse, '
  'better, as promised (the difference is within both intervals, added as variances are) or too early to tell; null '
  'of an instrument, whose models each promised something else.';
comment on column track_record.roc_auc_expected is
  'ROC-AUC that the model reaches over as many sessions where there is nothing to know; null of an instrument, and of '
  'models that were not tried on mirrored histories.';
comment on column track_record.roc_auc_corrected is 'The ROC-AUC less that, and 0.5 for it: what it is worth.';
comment on column track_record.promised_roc_auc_corrected is 'What its ROC-AUC on the test sessions is worth.';
comment on column track_record.roc_auc_corrected_difference is 'Live less promised, both corrected.';

comment on column track_record.interval_predictions is
  E'@notNull\nThose among the predictions that had an interval of the growth.';
comment on column track_record.interval_nominal is 'Share of outcomes that their intervals were to hold, in the mean.';
comment on column track_record.interval_coverage is 'Share of outcomes that fell inside.';
comment on column track_record.interval_coverage_lower is 'Lower end of its interval (Wilson).';
comment on column track_record.interval_coverage_upper is 'Upper end of its interval (Wilson).';
comment on column track_record.interval_width is 'Mean width: 0.08 is eight points of growth from low to high.';
comment on column track_record.interval_by_volatility is
  E'@shape coverage_by_volatility[]\n'
  'The same by thirds of the volatility that was forecast (the width as a logarithm): a list of {volatility, '
  'predictions, coverage, width, interval}, from low to high.';
comment on column track_record.promised_interval_coverage is 'Coverage on the model''s test sessions.';
comment on column track_record.record_of is
  'Whose record of the instrument it is: instrument, as it was served, or model and the id. With the window it tells '
  'records of an instrument apart.';

grant select on track_record to pgaugur_reader, pgaugur_worker;
