-- Whether predictions may be acted on, with all that is said of them beside it, so that prediction_usability and
-- latest_predictions read a prediction and its model once. Asked of the stored facts each time, so that the answer is
-- today's: a model ages, a gate's minimum changes, prices are corrected.
create or replace view judged_predictions as
select p.id as prediction_id, p.instrument_id, p.model_id, p.prediction_date, p.target_date, p.predicted_class,
       p.prediction_probability, p.prediction_confidence, p.trading_signal, p.signal_strength,
       p.feature_importance_json, p.stale_at, p.model_age, p.growth_low, p.growth_median, p.growth_high,
       p.growth_coverage, m.model_name, m.model_version, m.scope, m.status as model_status, m.is_production,
       m.deprecated_at, m.is_supported, m.test_roc_auc, m.gate_passed, m.metrics, m.training_base_rate,
       nullif(concat_ws('; ',
         shared.of_prediction,
         case when m.status not in ('active', 'testing') then format('its model is %s', m.status) end,
         case when m.source_ids <> '{}' then why_sources_are_silent(p.model_id, p.prediction_date) end,
         m.why_no_signals,
         -- Said before signals asked for that.
         case when p.trading_signal = 'BUY' and p.prediction_probability <= m.training_base_rate
                or p.trading_signal = 'SELL' and p.prediction_probability >= m.training_base_rate then
           format('it says %s, and %s %% is not %s the %s %% of rises that its model learned from', p.trading_signal,
                  percent(p.prediction_probability), case p.trading_signal when 'BUY' then 'above' else 'below' end,
                  percent(m.training_base_rate)) end,
         case when p.model_age > m.maximum_model_age then
           format('its model was trained %s before (at most %s)', counted(p.model_age, 'session'),
                  m.maximum_model_age) end,
         shared.of_data,
         'drift: ' || shared.drift), '') as why_not,
       shared.drift,
       nullif(concat_ws('; ',
         shared.of_prediction,
         case when p.growth_low is null then 'it has no interval' else m.why_no_interval end,
         shared.of_data,
         -- What came of the intervals that were said live, of whichever model: looked up for who reads it.
         (select format('drift: %s %% of the last %s fell inside their intervals, which were to hold %s %%',
                        percent(r.interval_coverage), counted(r.interval_predictions, 'outcome'),
                        percent(r.interval_nominal))
          from ml_track_record r
          where r.instrument_id = p.instrument_id and r.model_id is null and r.window_sessions = 365
            and r.interval_predictions >= 63
            and r.interval_nominal not between r.interval_coverage_interval[1] and r.interval_coverage_interval[2])),
         '') as interval_why_not,
       m.interval_judge
from ml_predictions p
-- The limits keep the planner from judging every model there is, and from reading all drift for each prediction: of
-- partitions it expects one in every one of them.
cross join lateral (select j.* from judged_models j where j.model_id = p.model_id limit 1) m
-- Not current_date, which depends on where the reader sits.
cross join (select (statement_timestamp() at time zone 'UTC')::date as utc) today
left join sessions_near_today opened
  on opened.exchange_id = coalesce(m.exchange_id, -1) and opened.session = p.entry_date
left join lateral (
  select d as found, d.drifted_share, d.score_psi, d.score_noise from ml_drift d
  where d.model_id = p.model_id and d.session = p.prediction_date
  limit 1) drift on true
left join lateral (
  select q.metric_value as score
  from data_quality_metrics q
  where q.instrument_id = p.instrument_id and q.metric_name = 'quality_score'
  order by q.created_at desc
  limit 1) quality on true
-- What speaks against anything it says; "offset 0" keeps it from being worked out again wherever it is used.
cross join lateral (
  select nullif(concat_ws('; ',
           case p.origin
             when 'holdout' then 'it is of the range its model was tested on'
             when 'hindsight' then format('it was written after the open of %s, which it speaks of', p.entry_date)
             when 'backfill' then 'it was made after its outcome was known'
             when 'claim' then format('it was inserted after the open of %s, which it speaks of', p.entry_date) end,
           case when p.stale_at is not null then
             format('prices it was made from were changed on %s', p.stale_at::date) end,
           case when p.actual_class is not null then 'its seventh session has come'
                when p.target_date < today.utc then
                  format('its target date %s has passed, but the prices of seven sessions have not come',
                         p.target_date)
                when p.entry_date < today.utc - 1 or opened.state is not null then
                  format('its entry, the open of %s, %s', p.entry_date, coalesce(opened.state, 'has passed'))
                when p.prediction_date > today.utc then
                  format('its session %s lies in the future', p.prediction_date) end,
           case when m.is_active is false then 'its instrument is not active' end), '') as of_prediction,
         case when quality.score < m.minimum_quality_score then
           format('data quality is %s (at least %s)', round(quality.score::numeric, 2), m.minimum_quality_score) end
           as of_data,
         -- The function is the one that decides; most rows need not be asked, and a call costs more than the
         -- comparison.
         case when drift.drifted_share > m.maximum_drift
                or drift.score_psi > m.maximum_score_drift * greatest(0.25, drift.score_noise)
              then drift_warning(drift.found, m.maximum_drift, m.maximum_score_drift) end as drift
  offset 0) shared;

comment on view judged_predictions is
  'Each prediction with its model and what speaks against it today: what prediction_usability and latest_predictions '
  'are made of.';
comment on column judged_predictions.interval_judge is
  E'@set interval_judge: own, pool\nWhose gate the intervals are relied on by.';

revoke all on judged_predictions from public;
