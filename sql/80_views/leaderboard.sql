-- The models that serve, one per instrument that is not only context, and beside them those from elsewhere, whose test
-- is what they said live. A candidate beside a production model is in model_cards.
create or replace view leaderboard as
select (rank() over (order by one.test_roc_auc_corrected_lower desc nulls last,
                              one.test_roc_auc_lower desc nulls last))::integer as place,
       one.instrument_id, one.symbol, one.model_id, one.model_name, one.model_type, one.scope, one.is_production,
       one.gate_passed, one.p_value, one.test_records, one.test_roc_auc, one.test_roc_auc_lower,
       one.test_roc_auc_upper, one.test_accuracy, one.test_majority_accuracy, one.test_brier, one.live_predictions,
       one.live_roc_auc, one.live_roc_auc_lower, one.live_roc_auc_upper, one.live_hit_rate,
       one.live_majority_hit_rate, one.live_signals, one.live_signal_return, one.backtest_return,
       one.buy_and_hold_return, one.backtest_sharpe_ratio, one.drift_session, one.drifted_share,
       one.why_no_signals is null as signals, one.why_no_signals, one.test_roc_auc_corrected,
       one.test_roc_auc_corrected_lower, one.test_roc_auc_corrected_upper, one.test_log_loss_skill,
       one.test_log_loss_skill_lower, one.test_log_loss_skill_upper, one.test_brier_skill, one.test_brier_skill_lower,
       one.test_brier_skill_upper, one.live_roc_auc_corrected, one.why_not_corrected
from (select s.model_id from serving_models s
      union all
      select e.id from ml_models e where e.scope = 'external') v
-- All that is said of a model in one look-up: the limit keeps the planner from judging every model there is, and what
-- is ranked are numbers, without the metrics they were read from.
cross join lateral (
  select m.instrument_id, m.symbol, m.model_id, m.model_name, m.model_type, m.scope, m.is_production, m.gate_passed,
         m.p_value, m.test_records, m.test_roc_auc,
         (r.metrics -> 'rocAucInterval' ->> 0)::double precision as test_roc_auc_lower,
         (r.metrics -> 'rocAucInterval' ->> 1)::double precision as test_roc_auc_upper,
         m.test_accuracy, (r.metrics ->> 'majorityAccuracy')::double precision as test_majority_accuracy,
         (r.metrics ->> 'brier')::double precision as test_brier,
         t.predictions as live_predictions, t.roc_auc as live_roc_auc,
         t.roc_auc_interval[1] as live_roc_auc_lower, t.roc_auc_interval[2] as live_roc_auc_upper,
         t.hit_rate as live_hit_rate, greatest(t.base_rate, 1 - t.base_rate) as live_majority_hit_rate,
         t.signals as live_signals, t.signal_return as live_signal_return,
         b.total_return as backtest_return, b.buy_and_hold_return, b.sharpe_ratio as backtest_sharpe_ratio,
         drift.session as drift_session, drift.drifted_share, m.why_no_signals,
         worth.test_roc_auc_corrected, worth.test_roc_auc_corrected_lower, worth.test_roc_auc_corrected_upper,
         worth.test_log_loss_skill, worth.test_log_loss_skill_lower, worth.test_log_loss_skill_upper,
         worth.test_brier_skill, worth.test_brier_skill_lower, worth.test_brier_skill_upper,
         t.roc_auc - expected_roc_auc(r.metrics, t.predictions) + 0.5 as live_roc_auc_corrected,
         worth.why_not_corrected
  from judged_models m
  -- What is stored compressed is read once, and not again for each of its values.
  cross join lateral (select m.metrics #> '{}' as metrics offset 0) r
  join model_worth worth on worth.model_id = m.model_id
  left join ml_track_record t
    on t.instrument_id = m.instrument_id and t.model_id = m.model_id and t.window_sessions is null
  left join lateral (
    select o.total_return, o.buy_and_hold_return, o.sharpe_ratio
    from ml_backtest_results o
    where o.model_id = m.model_id and o.airflow_run_id is not null
    order by o.id desc
    limit 1) b on true
  left join lateral (
    select newest.session, newest.drifted_share
    from last_weeks_first look
    cross join lateral (
      select d.session, d.drifted_share from ml_drift d
      where d.model_id = m.model_id and d.session >= look.since
      order by d.session desc
      limit 1) newest
    limit 1) drift on true
  where m.model_id = v.model_id
  limit 1) one
where not exists (select from context_instruments c where c.instrument_id = one.instrument_id);

comment on view leaderboard is
  E'@name leaderboard_entry\n'
  '@listName leaderboard\n'
  '@nullsLast\n'
  '@primaryKey model_id\n'
  '@foreignKey (instrument_id) references base_instruments (id)|'
  '@fieldName instrument|@foreignFieldName leaderboardEntries\n'
  '@foreignKey (model_id) references ml_models (id)|@fieldName model|@backwardBehavior -*\n'
  'The model in use of each instrument, and models from elsewhere, by the lower end of the corrected test ROC-AUC''s '
  'interval: neither a lucky point with a wide interval nor a window that flatters leads. Those whose ROC-AUC could '
  'not be corrected come after, by the raw one. Beside it the live record, the backtest with buy-and-hold, the '
  'newest drift, and whether it signals. Instruments that only serve as context are not ranked.';
comment on column leaderboard.place is
  E'@notNull\nPlace by the lower end of the corrected test ROC-AUC''s interval, then of the raw one''s; equal ends '
  'share one.';
comment on column leaderboard.p_value is 'Against no skill, not corrected for other models.';
comment on column leaderboard.test_roc_auc_lower is 'Lower end of its interval (block bootstrap).';
comment on column leaderboard.test_roc_auc_upper is 'Upper end of its interval.';
comment on column leaderboard.test_majority_accuracy is 'Accuracy of always answering the more frequent class.';
comment on column leaderboard.live_predictions is 'Live predictions whose outcome is known.';
comment on column leaderboard.live_majority_hit_rate is 'Hit rate of always saying what was more frequent.';
comment on column leaderboard.live_signal_return is 'Mean net return per live signal.';
comment on column leaderboard.backtest_return is
  'Total return after costs of the backtest that its training made, on its test range; not of those asked for on '
  'demand.';
comment on column leaderboard.buy_and_hold_return is 'Return of holding the instrument over the same sessions.';
comment on column leaderboard.signals is E'@notNull\nWhether its predictions may be BUY or SELL.';
comment on column leaderboard.why_no_signals is 'Why not, reasons separated by semicolons; null when they may.';
comment on column leaderboard.drift_session is 'Session of the newest measurement of drift.';
comment on column leaderboard.drifted_share is 'Share of the features the model uses that drift.';
comment on column leaderboard.test_brier is 'Brier score on the test range; smaller is better, 0.25 is a coin toss.';
comment on column leaderboard.live_roc_auc is 'ROC-AUC of its live predictions that are settled.';
comment on column leaderboard.live_roc_auc_lower is 'Lower end of its interval.';
comment on column leaderboard.live_roc_auc_upper is 'Upper end of its interval.';
comment on column leaderboard.live_hit_rate is 'Share of its live predictions that were right.';
comment on column leaderboard.live_signals is 'How many of them were BUY or SELL.';
comment on column leaderboard.backtest_sharpe_ratio is 'Annualised Sharpe ratio of that backtest.';
comment on column leaderboard.live_roc_auc_corrected is
  'The live one less what the model reaches over as many sessions where there is nothing to know, and 0.5 for it.';
call describe_other_columns(
  'leaderboard', as_in => '{model_worth, ml_models, ml_track_record}',
  not_null => '{instrument_id, symbol, model_id}');

grant select on leaderboard to pgaugur_reader, pgaugur_worker;
