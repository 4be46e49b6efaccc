-- What models promised, and what they kept.

create or replace view track_record as
select t.instrument_id, i.symbol, t.model_id, m.model_name, coalesce(t.window_sessions::text, 'all') as "window", t.window_sessions,
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
       -- Both sides are uncertain: their half widths add as variances do.
       case
         when t.model_id is null then null -- several models, each with a promise of its own
         when m.test_roc_auc is null or t.roc_auc_interval is null or promised.lower is null then 'too early to tell'
         when m.test_roc_auc - t.roc_auc > sqrt((t.roc_auc_interval[2] - t.roc_auc) ^ 2 + (m.test_roc_auc - promised.lower) ^ 2)
           then 'worse'
         when t.roc_auc - m.test_roc_auc > sqrt((t.roc_auc - t.roc_auc_interval[1]) ^ 2 + (promised.upper - m.test_roc_auc) ^ 2)
           then 'better'
         else 'as promised'
       end as against_promise,
       t.updated_at
from ml_track_record t
join base_instruments i on i.id = t.instrument_id
left join ml_models m on m.id = t.model_id
cross join lateral (
  select (m.metrics -> 'rocAucInterval' ->> 0)::double precision as lower,
         (m.metrics -> 'rocAucInterval' ->> 1)::double precision as upper) promised;

comment on view track_record is
  'What live predictions were worth once their seventh session had come, per model and, with model_id null, per instrument as it was served: over the newest 30, 90 and 365 settled sessions and over all, beside what the model promised on its test range. Holdout and backfilled predictions are no part of it.';

-- The models in use, one per instrument. A candidate beside a production model is in model_cards.
create or replace view leaderboard as
with serving as (
  select distinct on (m.instrument_id) m.*
  from ml_models m
  join ml_feature_sets s on s.id = m.feature_set_id
  where m.is_production or m.status = 'testing'
  order by m.instrument_id, s.is_supported desc, m.is_production desc, m.id desc
)
select (rank() over (order by (m.metrics -> 'rocAucInterval' ->> 0)::double precision desc nulls last))::integer as place,
       m.instrument_id, i.symbol, m.id as model_id, m.model_name, m.model_type, m.scope, m.is_production,
       m.gate_passed, m.p_value, m.test_records,
       m.test_roc_auc, (m.metrics -> 'rocAucInterval' ->> 0)::double precision as test_roc_auc_lower,
       (m.metrics -> 'rocAucInterval' ->> 1)::double precision as test_roc_auc_upper,
       m.test_accuracy, (m.metrics ->> 'majorityAccuracy')::double precision as test_majority_accuracy,
       (m.metrics ->> 'brier')::double precision as test_brier,
       t.predictions as live_predictions, t.roc_auc as live_roc_auc,
       t.roc_auc_interval[1] as live_roc_auc_lower, t.roc_auc_interval[2] as live_roc_auc_upper,
       t.hit_rate as live_hit_rate, greatest(t.base_rate, 1 - t.base_rate) as live_majority_hit_rate,
       t.signals as live_signals, t.signal_return as live_signal_return,
       b.total_return as backtest_return, b.buy_and_hold_return, b.sharpe_ratio as backtest_sharpe_ratio,
       drift.session as drift_session, drift.drifted_share
from serving m
join base_instruments i on i.id = m.instrument_id
left join ml_track_record t on t.instrument_id = m.instrument_id and t.model_id = m.id and t.window_sessions is null
left join lateral (
  select r.total_return, r.buy_and_hold_return, r.sharpe_ratio
  -- That of the run that made the model, by the policy's rules on its test range: whoever tries other rules on demand does
  -- not move the board. The run's number as text outlives the run.
  from ml_backtest_results r where r.model_id = m.id and r.airflow_run_id is not null order by r.id desc limit 1) b on true
left join lateral (
  select d.session, d.drifted_share from ml_drift d where d.model_id = m.id order by d.session desc limit 1) drift on true;

comment on view leaderboard is
  'The model in use of each instrument, by the lower end of its test ROC-AUC''s interval: a lucky point with a wide interval does not lead. Beside it the live record, the backtest with buy-and-hold, and the newest drift.';

create or replace view model_cards as
select m.id as model_id, m.instrument_id, i.symbol, m.model_name, m.model_version, m.model_type, m.scope, m.status, m.is_production,
       m.trained_at, m.engine, m.device, f.version as feature_set_version, m.feature_count,
       m.training_start_date, m.training_end_date, m.data_end_date,
       m.training_records, m.validation_records, m.test_records, m.hyperparameters,
       m.metrics, m.calibration, m.reliability, m.p_value, m.gate_passed, m.gate_reason, m.champion_comparison,
       m.model_file_hash, m.model_card as card
from ml_models m
join base_instruments i on i.id = m.instrument_id
join ml_feature_sets f on f.id = m.feature_set_id;

comment on view model_cards is
  'What is to be known of a model before it is trusted: data, split, search, metrics with intervals, calibration, gate, comparison with the champion, engine; and the whole card as JSON.';

create or replace view feature_importance as
select m.id as model_id, m.instrument_id, i.symbol, m.model_name, f.place, f.feature, f.gain, f.share
from ml_models m
join base_instruments i on i.id = m.instrument_id
cross join lateral (
  select (row_number() over (order by e.value::double precision desc, e.key))::integer as place, e.key as feature,
         e.value::double precision as gain,
         e.value::double precision / nullif(sum(e.value::double precision) over (), 0) as share
  from jsonb_each_text(m.feature_importance) e) f
where jsonb_typeof(m.feature_importance) = 'object';

comment on view feature_importance is
  'What a model decides by: every feature that some split uses, with its total gain and its share of the model''s.';
