-- What a person wants to see of an instrument in one line, so that a page need not ask three views and join them.
create or replace view todays_forecasts as
select p.instrument_id, p.symbol, i.name, x.mic_code as exchange, p.prediction_id, p.prediction_date, p.target_date,
       p.newest_session, p.prediction_probability, p.training_base_rate, p.trading_signal, p.signal_strength, p.usable,
       p.why_not, p.stale_at, p.model_id, p.model_name, p.model_status, p.gate_passed, p.test_roc_auc,
       w.test_roc_auc_lower, w.test_roc_auc_upper,
       t.predictions as live_predictions, t.hit_rate as live_hit_rate,
       t.hit_rate_interval[1] as live_hit_rate_lower, t.hit_rate_interval[2] as live_hit_rate_upper,
       greatest(t.base_rate, 1 - t.base_rate) as live_majority_hit_rate,
       w.test_roc_auc_corrected, w.test_roc_auc_corrected_lower, w.test_roc_auc_corrected_upper,
       w.test_log_loss_skill, w.test_log_loss_skill_lower, w.test_log_loss_skill_upper, w.why_not_corrected,
       p.growth_low, p.growth_median, p.growth_high, p.growth_coverage, p.interval_usable, p.interval_why_not,
       t.interval_predictions as live_interval_predictions, t.interval_coverage as live_interval_coverage,
       t.interval_coverage_interval[1] as live_interval_coverage_lower,
       t.interval_coverage_interval[2] as live_interval_coverage_upper,
       case when p.usable and p.trading_signal <> 'HOLD' then 4 when p.usable then 2 else 0 end
         + least(1, coalesce(p.signal_strength, 0)) as urgency,
       p.interval_judge
from latest_predictions p
join base_instruments i on i.id = p.instrument_id
left join exchanges x on x.id = i.exchange_id
-- Both by their instrument too: of models alone the planner takes it that all are one, and keeps for the next row what
-- none asks for.
left join lateral (
  select o.* from model_worth o where o.model_id = p.model_id and o.instrument_id = p.instrument_id
  limit 1) w on true
left join lateral (
  select r.* from ml_track_record r
  where r.instrument_id = p.instrument_id and r.model_id = p.model_id and r.window_sessions is null
  limit 1) t on true;

comment on view todays_forecasts is
  E'@name todays_forecast\n'
  '@listName todaysForecasts\n'
  '@primaryKey instrument_id\n'
  '@foreignKey (instrument_id) references base_instruments (id)|'
  '@fieldName instrument|@foreignFieldName todaysForecast\n'
  '@foreignKey (model_id) references ml_models (id)|@fieldName model|@backwardBehavior -*\n'
  '@foreignKey (prediction_id) references ml_predictions (id)|@fieldName prediction|@backwardBehavior -*\n'
  '@nullsLast\n'
  'The newest prediction of each instrument in one line: probability beside what is usual, signal, whether it may be '
  'acted on, how far the close may go, what the model''s test promised and is worth, each with its interval, and what '
  'its live predictions kept.';
comment on column todays_forecasts.name is 'What it is called.';
comment on column todays_forecasts.exchange is 'Market identifier of its exchange, such as XNYS.';
comment on column todays_forecasts.prediction_date is
  E'@notNull\nThe session after whose close the prediction was made.';
comment on column todays_forecasts.target_date is E'@notNull\nThe seventh session after it.';
comment on column todays_forecasts.newest_session is
  'The newest session with prices; later than the prediction''s while it has not been scored.';
comment on column todays_forecasts.prediction_probability is
  E'@notNull\nProbability in [0, 1] that the close seven sessions ahead is higher.';
comment on column todays_forecasts.trading_signal is
  'BUY, HOLD or SELL; always HOLD for a model that does not signal (`model_signals`).';
comment on column todays_forecasts.signal_strength is 'Distance of the probability from 0.5, scaled to [0, 1].';
comment on column todays_forecasts.usable is E'@notNull\nWhether it may be acted on today.';
comment on column todays_forecasts.why_not is
  'What speaks against it, reasons separated by semicolons; null when it is usable.';
comment on column todays_forecasts.stale_at is
  'Since when the prices it was made from are no longer the stored ones.';
comment on column todays_forecasts.model_status is E'@notNull\nStage of the model; see the type.';
comment on column todays_forecasts.gate_passed is 'Whether the model was good enough for production.';
comment on column todays_forecasts.test_roc_auc is
  'ROC-AUC of the model on its test range, in [0, 1]; 0.5 is a coin toss.';
comment on column todays_forecasts.test_roc_auc_lower is 'Lower end of its interval (block bootstrap).';
comment on column todays_forecasts.test_roc_auc_upper is 'Upper end of its interval.';
comment on column todays_forecasts.live_predictions is 'Live predictions of the model whose outcome is known.';
comment on column todays_forecasts.live_hit_rate is 'Share of them that were right.';
comment on column todays_forecasts.live_hit_rate_lower is 'Lower end of its interval (Wilson).';
comment on column todays_forecasts.live_hit_rate_upper is 'Upper end of its interval (Wilson).';
comment on column todays_forecasts.live_majority_hit_rate is 'Hit rate of always saying what was more frequent.';
comment on column todays_forecasts.growth_low is
  'Lower end of the interval of the growth: ratio of the close seven sessions ahead to that of prediction_date.';
comment on column todays_forecasts.growth_high is 'Upper end of the interval of the growth.';
comment on column todays_forecasts.interval_usable is
  E'@notNull\nWhether the interval may be relied on today, whatever is said of the direction.';
comment on column todays_forecasts.interval_why_not is
  'What speaks against the interval, reasons separated by semicolons; null when it is usable.';
comment on column todays_forecasts.interval_judge is
  E'@set interval_judge: own, pool\n'
  'Whose gate the interval is relied on by: own, that of the model''s own test, or pool, that of all members of its '
  'pool together; null when it is not usable.';
comment on column todays_forecasts.live_interval_predictions is
  'Those among the live predictions that had an interval of the growth.';
comment on column todays_forecasts.live_interval_coverage is 'Share of their outcomes that fell inside.';
comment on column todays_forecasts.live_interval_coverage_lower is 'Lower end of its interval (Wilson).';
comment on column todays_forecasts.live_interval_coverage_upper is 'Upper end of its interval (Wilson).';
comment on column todays_forecasts.urgency is
  E'@notNull\nWhat is read first: 4 for a signal that may be acted on, 2 for what else is usable, 0 for the rest, and '
  'the strength of the signal added.';
call describe_other_columns(
  'todays_forecasts', as_in => '{ml_predictions, ml_models, model_worth}',
  not_null => '{instrument_id, symbol, prediction_id, model_id, model_name}');

grant select on todays_forecasts to pgaugur_reader, pgaugur_worker;
