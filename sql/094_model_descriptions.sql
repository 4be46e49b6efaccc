-- Features, models and predictions; the conventions are those of 091.

comment on table ml_feature_sets is 'Versions of the feature set: an ordered list of feature names.';
comment on column ml_feature_sets.version is 'Changes whenever a feature is added, removed or computed differently.';
comment on column ml_feature_sets.feature_names is 'Names in the order of the `values` of `features`.';
comment on column ml_feature_sets.is_current is 'Whether new models learn from this set.';
comment on column ml_feature_sets.is_supported is
  'Whether the installed version computes this set, so that models trained on it can score new sessions.';

comment on table ml_context_indices is
  'Which indices are part of the features of an exchange''s instruments, by slot. Empty: the first four indices that have prices.';
comment on column ml_context_indices.exchange_id is 'The exchange this holds for; null: every exchange without rows of its own.';
comment on column ml_context_indices.slot is 'From 1 to 4: the features of slot 1 are called index_1_….';
comment on column ml_context_indices.volatility_index_id is 'Its volatility index in percent per year, such as the VIX; null without one.';

comment on column market_context.slot is E'@notNull\nFrom 1 to 4: the features of slot 1 are called index_1_….';
comment on column market_context.instrument_id is '@notNull';
comment on column market_context.index_id is '@notNull';
comment on column market_context.index_symbol is E'@notNull\nSymbol of the index.';
comment on column market_context.volatility_index_symbol is 'Symbol of its volatility index; null without one.';
comment on column market_context.same_session is
  E'@notNull\nWhether the index''s close of a date is known when the instrument''s session of that date ends; if not, the date before is looked at.';
comment on column market_context.volatility_same_session is 'The same of its volatility index.';

comment on table features is
  'The features of each session, once per instrument and feature set. `ml_feature_data` has them by name.';
comment on column features.trading_date is 'The session after whose close the features are known.';
comment on column features.values is
  'One value per feature, in the order of `featureSet { featureNames }`; null while a feature has too little history.';
-- Hash of all inputs up to the session: src/features/input_hash.ts.
comment on column features.history_hash is '@behavior -*';
comment on column features.completeness is
  'Share of the features of the instrument''s own history that are known, in [0, 1]; market indices are not counted.';
comment on column features.quality_score is 'Quality of the session''s bar, in [0, 1]; 1 when there is nothing to remark.';

comment on type ml_model_status is
  'Stage of a model: training (being built), testing (gate not passed, or worse than the production model; serves while there is none), active '
  '(gate passed), deprecated (replaced) or failed.';

comment on table ml_models is
  E'@behavior +aggregates +groupedAggregates\n'
  'Trained models with their metrics. At most one per instrument is in production.';
comment on column ml_models.model_version is 'Unique per instrument; v2.x.x are models of the 7-day system.';
comment on column ml_models.model_type is 'Model family, such as xgboost_classifier.';
comment on column ml_models.hyperparameters is 'Parameters the model was fitted with, with the number of rounds and the seed.';
comment on column ml_models.feature_count is 'How many features the model uses.';
comment on column ml_models.target_variable is 'What is predicted: growth_7d, whether the close seven sessions ahead is higher.';
comment on column ml_models.target_horizon_days is 'Sessions from a prediction to its target.';
comment on column ml_models.cv_score is 'Mean ROC-AUC of the chosen configuration over the walk-forward folds, in [0, 1].';
comment on column ml_models.test_accuracy is 'Share of correct predictions on the test range, which nothing was tuned on.';
comment on column ml_models.test_roc_auc is 'ROC-AUC on the test range, in [0, 1]; 0.5 is a coin toss.';
comment on column ml_models.test_f1_score is 'F1 score of "higher" on the test range, in [0, 1].';
comment on column ml_models.validation_roc_auc is 'Mean ROC-AUC over the validation ranges of the folds, in [0, 1]; optimistic, the configuration was chosen on them.';
comment on column ml_models.metrics is 'All metrics on the test range, with an interval for the ROC-AUC; majorityAccuracy is the accuracy of always answering the more frequent class.';
comment on column ml_models.gate_passed is 'Whether the model was good enough for production; null until validated.';
comment on column ml_models.gate_reason is 'Why the gate was passed or not.';
comment on column ml_models.engine is 'What trained it, with its version.';
comment on column ml_models.device is 'What it was trained on.';
comment on column ml_models.p_value is
  'How often scores without any skill do as well on the test range, in [0, 1]; not corrected for the number of models judged there.';
comment on column ml_models.calibration is
  'How probabilities are corrected, fitted on validation rows: {method: none | platt | isotonic, …}.';
comment on column ml_models.reliability is
  'Forecast against outcome on the test range: bins of {from, to, rows, meanPredicted, observedRate, lower, upper}, and the expected calibration error.';
comment on column ml_models.champion_comparison is
  'The champion of the time (production model, or testing model of the other scope) beside this one on the same test rows, and whether this one may replace it; null without one.';
comment on column ml_models.scope is 'own: learned from its instrument alone; pooled: from the members of a pool.';
comment on column ml_models.unseen_from is 'Of a pooled model: the first session that no label of its training has looked at.';
comment on column ml_models.pooled_model_id is 'The pooled model that this one is, judged for its instrument.';
comment on column ml_models.training_records is 'Sessions the model was fitted on.';
comment on column ml_models.validation_records is 'Sessions the configuration was chosen on.';
comment on column ml_models.test_records is 'Sessions the metrics were measured on.';
comment on column ml_models.training_start_date is 'First session of the training range.';
comment on column ml_models.training_end_date is 'Last session the model was fitted on.';
comment on column ml_models.data_end_date is 'Last session of the bars the model was made from, its test range included.';
comment on column ml_models.data_hash is '@behavior -*';
comment on column ml_models.label_hash is '@behavior -*';
comment on column ml_models.label_closes is '@behavior -*';
comment on column ml_models.label_end_date is 'The last session whose outcome was known when the model was trained.';
comment on column ml_models.model_file_path is 'Where the artifact lies: pg: and its SHA-256 for the database itself.';
comment on column ml_models.model_file_hash is 'SHA-256 of the artifact in hexadecimal; null once it was archived.';
comment on column ml_models.feature_names is 'The features the model uses, in its own order.';
comment on column ml_models.feature_importance is 'Feature name to total gain, largest first; unused features are left out.';
comment on column ml_models.model_card is 'How the model came about: data, preparation, search and validation.';
comment on column ml_models.is_production is 'Whether this is the instrument''s production model.';
comment on column ml_models.status is 'Its stage; see the type.';
comment on column ml_models.model_size_bytes is 'Size of the artifact.';
comment on column ml_models.training_duration_seconds is 'How long search and fits took.';
comment on column ml_models.created_by is 'Login that wrote it.';
comment on column ml_models.deployed_at is 'When the model went into production.';
comment on column ml_models.deprecated_at is 'When the model was replaced.';
comment on column ml_models.airflow_dag_id is 'Name of the pipeline, kept for queries written for the former system.';
comment on column ml_models.airflow_run_id is 'The pipeline run''s id as text, kept for queries written for the former system.';

comment on table ml_predictions is
  E'@behavior +aggregates +groupedAggregates\n'
  'Predictions: will the close seven sessions ahead be higher? One per model and session, with the outcome once the '
  'seventh session has happened.';
comment on column ml_predictions.prediction_date is 'The session after whose close the prediction was made.';
comment on column ml_predictions.target_date is
  'The seventh session after it: by the exchange''s calendar at first, corrected when that session has happened.';
comment on column ml_predictions.prediction_horizon_days is 'Sessions from prediction_date to target_date.';
comment on column ml_predictions.trading_date_epoch is 'Midnight UTC of prediction_date, in seconds since 1970-01-01.';
comment on column ml_predictions.predicted_class is 'Whether a higher close is predicted: the probability is at least 0.5.';
comment on column ml_predictions.prediction_probability is
  'Probability in [0, 1] that the close seven sessions ahead is higher.';
comment on column ml_predictions.prediction_confidence is
  'Probability of the predicted class, in [0.5, 1].';
comment on column ml_predictions.feature_importance_json is
  'The ten features that weigh most in this prediction, as a list of {feature, value, contribution}; contributions are '
  'log-odds, positive ones speak for a higher close.';
comment on column ml_predictions.actual_class is 'Whether the close was higher; null until the seventh session has happened.';
comment on column ml_predictions.actual_return_7d is 'Return over the seven sessions as a fraction; null until then.';
comment on column ml_predictions.actual_growth_7d is 'Ratio of the two closes, 1 plus the return; null until then.';
comment on column ml_predictions.prediction_accuracy is
  'Whether the prediction was right; null until then. Its `share` among the aggregates is the hit rate.';
comment on column ml_predictions.trading_signal is
  'BUY, HOLD or SELL, by the policy''s probability threshold; always HOLD for a model that has not passed the gate.';
comment on column ml_predictions.signal_strength is 'Distance of the probability from 0.5, scaled to [0, 1].';
comment on column ml_predictions.holding_period_days is 'Sessions a position opened on this signal is meant to be held.';
comment on column ml_predictions.origin is
  'holdout (a session of the model''s test range, scored when the model was made), live (scored before its outcome was known) or '
  'backfill (scored when its outcome was known already; part of no record).';
comment on column ml_predictions.stale_at is 'Since when the prices it was made from are no longer the stored ones; null while they are.';
comment on column ml_predictions.airflow_dag_id is 'Name of the pipeline, kept for queries written for the former system.';
comment on column ml_predictions.airflow_run_id is 'The pipeline run''s id as text, kept for queries written for the former system.';

comment on table ml_backtest_results is
  E'@behavior +aggregates +groupedAggregates\n'
  'What trading a model''s predictions would have brought, one position at a time: opened after a signal, closed some '
  'sessions later, its own columns say by which rules. A pipeline''s own backtest is long only, over the holdout. '
  'Returns are fractions. BACKTESTS.md has the formula of every figure.';
comment on column ml_backtest_results.entry is
  'next_open (a position opens at the open after its signal) or close (at the very close the signal was computed from: optimistic).';
comment on column ml_backtest_results.direction is
  'long_only or long_short (also short, where the probability of a fall reaches the threshold).';
comment on column ml_backtest_results.slippage is 'How much worse than the price each fill was, as a share of it.';
comment on column ml_backtest_results.capital_fraction is 'Share of the capital that was put to work.';
comment on column ml_backtest_results.whole_shares is 'Whether only whole shares were bought.';
comment on column ml_backtest_results.probabilistic_sharpe is
  'Probability that the true Sharpe ratio is above 0, given length, skewness and kurtosis of the returns.';
comment on column ml_backtest_results.deflated_sharpe is
  'Probability that the true Sharpe ratio is above the best that so many trials without skill would be expected to show.';
comment on column ml_backtest_results.trials is
  'How many strategies had been tried on these sessions: the trial ledger of every model judged on them, and the other backtests of this model.';
comment on column ml_backtest_results.exposure is 'Mean share of the account that was in positions.';
comment on column ml_backtest_results.turnover is 'How many times a year the account was bought and sold.';
comment on column ml_backtest_results.buy_and_hold_annualized_return is 'Compound return per 252 sessions of holding the instrument.';
comment on column ml_backtest_results.buy_and_hold_sharpe_ratio is 'Sharpe ratio of holding the instrument.';
comment on column ml_backtest_results.buy_and_hold_max_drawdown is 'Deepest fall from a peak of holding the instrument, at most 0.';
comment on column ml_backtest_results.holding_period_days is 'Sessions from a signal''s close to the exit.';
comment on column ml_backtest_results.probability_threshold is 'Probability from which a position was opened.';
comment on column ml_backtest_results.initial_capital is 'Capital at the start, in the trading currency.';
comment on column ml_backtest_results.transaction_cost is 'Cost of each fill as a share of its value, paid on both sides.';
comment on column ml_backtest_results.total_return is 'Return over the whole range, net of costs.';
comment on column ml_backtest_results.annualized_return is 'Compound return per 252 sessions.';
comment on column ml_backtest_results.sharpe_ratio is 'Mean over standard deviation of daily returns, times √252; risk-free rate 0.';
comment on column ml_backtest_results.max_drawdown is 'Deepest fall from a peak, at most 0: -0.25 is a loss of a quarter.';
comment on column ml_backtest_results.win_rate is 'Share of trades with a gain after costs, in [0, 1].';
comment on column ml_backtest_results.profit_factor is 'Sum of winning returns over the size of the sum of losing ones; null when no trade lost.';
comment on column ml_backtest_results.winning_trades is 'Trades with a gain after costs.';
comment on column ml_backtest_results.losing_trades is 'Trades with a loss after costs.';
comment on column ml_backtest_results.avg_trade_return is 'Mean return per trade, net of costs.';
comment on column ml_backtest_results.avg_trade_duration_days is 'Mean number of sessions from signal to exit.';
comment on column ml_backtest_results.volatility is 'Standard deviation of daily returns, annualised by √252.';
comment on column ml_backtest_results.var_95 is 'Value at risk: the daily return that one session in twenty fell below.';
comment on column ml_backtest_results.calmar_ratio is 'Annualised return over the size of the maximum drawdown; null without a drawdown.';
comment on column ml_backtest_results.sortino_ratio is 'Like the Sharpe ratio, but only falls count as risk; null when no day lost.';
comment on column ml_backtest_results.buy_and_hold_return is 'Return of holding the instrument over the same sessions, dividends reinvested, without costs.';
comment on column ml_backtest_results.trade_history is 'Every trade with its dates, prices, shares, return and the probability that opened it.';
comment on column ml_backtest_results.monthly_returns is 'Month (YYYY-MM) to return.';
comment on column ml_backtest_results.backtest_quality is 'EXCELLENT, GOOD, FAIR or POOR, by the quality score.';
comment on column ml_backtest_results.quality_score is 'Grade in [0, 1] from return, risk and number of trades.';
comment on column ml_backtest_results.airflow_dag_id is 'Name of the pipeline, kept for queries written for the former system.';
comment on column ml_backtest_results.airflow_run_id is 'The pipeline run''s id as text, kept for queries written for the former system.';
comment on column ml_backtest_results.backtest_start_date is 'First session of the range.';
comment on column ml_backtest_results.backtest_end_date is 'Last session of the range.';
comment on column ml_backtest_results.total_trades is 'How many positions were opened and closed.';
comment on column ml_backtest_results.best_trade_return is 'Net return of the best trade as a fraction.';
comment on column ml_backtest_results.worst_trade_return is 'Net return of the worst trade as a fraction.';

comment on table ml_backtest_requests is
  'Backtests that were asked for with backtest(…): their rules, and what became of them.';
comment on column ml_backtest_requests.from_date is 'First session whose prediction counts; null for the model''s first.';
comment on column ml_backtest_requests.to_date is 'Last session whose prediction counts; null for the model''s last.';
comment on column ml_backtest_requests.probability_threshold is 'Probability from which a position opens.';
comment on column ml_backtest_requests.holding_sessions is 'Sessions from a signal''s close to the exit.';
comment on column ml_backtest_requests.entry is 'next_open or close (optimistic).';
comment on column ml_backtest_requests.direction is 'long_only or long_short.';
comment on column ml_backtest_requests.transaction_cost is 'Cost of each fill as a share of its value.';
comment on column ml_backtest_requests.slippage is 'How much worse than the price each fill is, as a share of it.';
comment on column ml_backtest_requests.initial_capital is 'Capital at the start, in the trading currency.';
comment on column ml_backtest_requests.capital_fraction is 'Share of the capital that is put to work.';
comment on column ml_backtest_requests.whole_shares is 'Whether only whole shares are bought.';
comment on column ml_backtest_requests.status is
  'queued, succeeded or failed; a failed one may still succeed while its job has attempts left.';
comment on column ml_backtest_requests.error is 'Why the last attempt failed; null otherwise.';
comment on column ml_backtest_requests.requested_by is '@behavior -*';
comment on column ml_backtest_requests.requested_by is 'Login that asked.';

comment on table ml_pooled_models is
  'Models that learned from the members of a pool. A member that judges one has a row in `ml_models` with its own test, '
  'gate and calibration curve.';
comment on column ml_pooled_models.pool is 'Name of the pool.';
comment on column ml_pooled_models.model_type is 'Model family.';
comment on column ml_pooled_models.hyperparameters is 'Parameters the model was fitted with, with the number of rounds and the seed.';
comment on column ml_pooled_models.feature_names is 'The features the model uses, in its own order: those that mean the same for every instrument.';
comment on column ml_pooled_models.model_file_hash is 'SHA-256 of the artifact in hexadecimal; null once it was archived.';
comment on column ml_pooled_models.calibration is
  'How probabilities are corrected, fitted on validation rows: {method: none | platt | isotonic, …}.';
comment on column ml_pooled_models.engine is 'What trained it, with its version.';
comment on column ml_pooled_models.device is 'What it was trained on.';
comment on column ml_pooled_models.validation_roc_auc is 'Mean ROC-AUC of the chosen configuration over the folds, over rows of all members; optimistic, the configuration was chosen by it.';
comment on column ml_pooled_models.member_count is 'How many instruments gave rows.';
comment on column ml_pooled_models.training_records is 'Rows the model was fitted on.';
comment on column ml_pooled_models.validation_records is 'Rows the configuration was chosen on.';
comment on column ml_pooled_models.training_end_date is 'Last session the model was fitted on; its outcome was known before the test date.';
comment on column ml_pooled_models.test_start_date is 'First session that members may judge the model by.';
comment on column ml_pooled_models.data_end_date is 'Last session of the members'' bars.';
comment on column ml_pooled_models.data_hash is '@behavior -*';
comment on column ml_pooled_models.training_duration_seconds is 'How long search and fits took.';
comment on table ml_pooled_model_members is 'What each member gave to a pooled model.';
comment on column ml_pooled_model_members.labelled_rows is 'Rows it gave, training and validation and test.';
comment on column ml_pooled_model_members.first_session is 'First session it gave.';
comment on column ml_pooled_model_members.label_end_date is 'The last session whose outcome was known when the pool was trained.';
comment on column ml_pooled_model_members.left_out_because is 'Why it gave no rows.';
comment on column ml_pooled_model_members.label_hash is '@behavior -*';

comment on table ml_trials is
  E'@behavior +aggregates +groupedAggregates\n'
  'The trial ledger: every configuration that was tried while searching for a model, chosen or not.';
comment on column ml_trials.trial is 'Number of the trial within its run, from 1.';
comment on column ml_trials.parameters is 'The configuration that was tried.';
comment on column ml_trials.rounds is 'Boosting rounds after early stopping.';
comment on column ml_trials.validation_log_loss is 'Mean negative log-likelihood on the validation range; lower is better, 0.693 is a coin toss.';
comment on column ml_trials.validation_roc_auc is 'Mean ROC-AUC over the validation ranges of the folds, in [0, 1].';
comment on column ml_trials.duration_seconds is 'How long its fits took.';
comment on column ml_trials.seed is 'Seed of the random generator.';
comment on column ml_trials.fold_log_losses is 'Log-loss on the validation rows of each fold, oldest first; fewer where the search gave up early.';
comment on column ml_trials.is_chosen is 'Whether the model was fitted with this configuration.';

comment on table ml_lookahead_verdicts is
  'The look-ahead proof of a model, per feature: stored rows recomputed from a history that ends with them, and from one whose later bars are different.';
comment on column ml_lookahead_verdicts.feature_name is 'A feature the model uses.';
comment on column ml_lookahead_verdicts.rows_differing is 'How many of them came out different.';
comment on column ml_lookahead_verdicts.first_differing_session is 'The earliest session, among those checked, that differs; null without one.';
comment on column ml_lookahead_verdicts.checked_at is 'When the model was validated.';
comment on column ml_lookahead_verdicts.passed is 'Whether no row differed; a feature that did not pass fails the gate of its model.';
comment on column ml_lookahead_verdicts.rows_checked is 'How many stored rows were computed again, each from a history that ends, one that goes on and one that goes on differently.';
comment on column ml_lookahead_verdicts.largest_difference is 'Largest absolute difference found; null without one, or where a value was missing.';
