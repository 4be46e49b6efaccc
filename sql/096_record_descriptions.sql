-- Descriptions of drift, usability, track record, and what operators asked for; the conventions are those of
-- 091. An interval is one of 95 %.

comment on column ml_pipeline_defaults.maximum_model_age is
  'Sessions since the last one a model was trained with, up to which its predictions are usable.';
comment on column ml_pipeline_defaults.maximum_drift is
  'Share in [0, 1] of the features a model uses that may be unlike its training range; beyond it predictions are not usable, and training is due.';
comment on column ml_pipeline_defaults.maximum_score_drift is
  'How large the PSI of a model''s scores may get, in multiples of what it had by itself in the training range.';

comment on column ml_predictions.entry_date is
  'The session at whose open a live prediction can first be acted on, by the exchange''s calendar.';
comment on column ml_predictions.first_probability is
  'What a live prediction said first, where corrected prices have replaced it since; null while it stands. Records count this.';
comment on column ml_predictions.first_class is 'Whether a higher close was predicted first.';
comment on column ml_predictions.first_signal is 'The signal that was given first.';
comment on column ml_predictions.model_age is 'Sessions from the last one the model was trained with to this one; 0 within its data.';

comment on table ml_drift is
  'How unlike its training range a model''s newest sessions were, measured in every run that scored one. PSI is the population stability index over ten bins of equal rows. Kept for 90 days; of each model the newest measurement, and those that trainings were compared with, as long as the model.';
comment on column ml_drift.session is 'The newest of the sessions.';
comment on column ml_drift.sessions is 'How many sessions were compared with the training range.';
comment on column ml_drift.score_psi is 'PSI of the model''s scores.';
comment on column ml_drift.score_noise is 'PSI that one window of the training range in twenty has by itself.';
comment on column ml_drift.drifted_share is
  'Share of the features the model uses that drift, in [0, 1]: PSI above 0.25 and above what one window of the training range in twenty has by itself.';
comment on column ml_drift.major_share is 'Share of them with a PSI above 0.25; most of them, most of the time, for slow features fill few bins in a quarter.';
comment on column ml_drift.worst_features is
  'Up to ten features that drift, furthest beyond their noise first, as a list of {feature, psi, noise, share of gain}.';

comment on table ml_backfill_requests is 'Past sessions that an operator wanted predictions of.';
comment on column ml_backfill_requests.first_session is 'Sessions from this date on.';
comment on column ml_backfill_requests.last_session is 'Sessions up to this date.';
comment on column ml_backfill_requests.finished_at is 'When the predictions were written; null until then.';
comment on column ml_backfill_requests.predictions is 'How many sessions had no prediction of the model and got one.';
comment on column ml_backfill_requests.requested_by is 'Login that asked.';

comment on table ml_model_promotions is 'Models that a person put into production.';
comment on column ml_model_promotions.reason is 'Why, in that person''s words.';
comment on column ml_model_promotions.promoted_by is 'Login of that person.';

comment on column prediction_usability.prediction_id is '@notNull';
comment on column prediction_usability.usable is E'@notNull\nWhether the prediction may be acted on today.';
comment on column prediction_usability.why_not is 'What speaks against it, reasons separated by semicolons; null when it is usable.';
comment on column prediction_usability.drift is 'What the drift of its session says against it, by the policy; null when it is within it.';

comment on column latest_predictions.usable is E'@notNull\nWhether it may be acted on today.';
comment on column latest_predictions.why_not is 'What speaks against it, reasons separated by semicolons; null when it is usable.';
comment on column latest_predictions.base_rate is 'Share of the model''s test sessions that were followed by a higher close: what the probability is to be read against.';
comment on column latest_predictions.model_age is 'Sessions from the last one the model was trained with to this one.';
comment on column latest_predictions.newest_session is 'The newest session with prices; later than the prediction''s while it has not been scored.';
comment on column latest_predictions.drift is 'What the drift of its session says against it, by the policy; null when it is within it.';

comment on column signals_today.instrument_id is '@notNull';
comment on column signals_today.symbol is '@notNull';
comment on column signals_today.trading_signal is E'@notNull\nBUY or SELL.';
comment on column signals_today.prediction_probability is E'@notNull\nProbability in [0, 1] that the close seven sessions ahead is higher.';
comment on column signals_today.base_rate is 'Share of the model''s test sessions that were followed by a higher close.';
comment on column signals_today.signal_strength is 'Distance of the probability from 0.5, scaled to [0, 1].';
comment on column signals_today.prediction_date is E'@notNull\nThe session after whose close the signal is known: it can be traded from the next open on.';
comment on column signals_today.target_date is E'@notNull\nThe session at whose close the position ends.';
comment on column signals_today.close_price is 'Close of the session the signal was made after.';
comment on column signals_today.prediction_id is '@notNull';
comment on column signals_today.model_id is '@notNull';
comment on column signals_today.test_roc_auc is 'ROC-AUC of the model on its test range.';
comment on column signals_today.live_predictions is 'Live predictions of the model whose outcome is known.';
comment on column signals_today.live_hit_rate is 'Share of them that were right.';
comment on column signals_today.live_hit_rate_interval is 'Its interval.';

comment on column track_record.instrument_id is '@notNull';
comment on column track_record.symbol is '@notNull';
comment on column track_record.model_id is
  'The model; null for the record of the instrument, in which each session counts once, with the prediction of the model that served.';
comment on column track_record."window" is E'@notNull\n30, 90, 365 (newest settled sessions) or all.';
comment on column track_record.window_sessions is 'The same as a number; null for all.';
comment on column track_record.predictions is E'@notNull\nLive predictions whose seventh session has come.';
comment on column track_record.independent_predictions is
  'A seventh of them: neighbours share six of seven days. Intervals are those of so many independent outcomes.';
comment on column track_record.first_session is 'Session of the oldest prediction.';
comment on column track_record.last_session is 'Session of the newest prediction.';
comment on column track_record.base_rate is 'Share of sessions that were followed by a higher close.';
comment on column track_record.majority_hit_rate is 'Hit rate of always saying what was more frequent: what a hit rate is to be read against.';
comment on column track_record.hit_rate is 'Share of predictions that were right.';
comment on column track_record.hit_rate_lower is 'Lower end of its interval (Wilson).';
comment on column track_record.hit_rate_upper is 'Upper end of its interval (Wilson).';
comment on column track_record.roc_auc is 'ROC-AUC; null while all outcomes are the same.';
comment on column track_record.roc_auc_lower is 'Lower end of its interval (Hanley and McNeil); null below two independent outcomes of each kind.';
comment on column track_record.roc_auc_upper is 'Upper end of its interval (Hanley and McNeil).';
comment on column track_record.brier is 'Brier score: mean squared error of the probabilities. Smaller is better.';
comment on column track_record.brier_lower is 'Lower end of its interval (Student); null below 28 predictions.';
comment on column track_record.brier_upper is 'Upper end of its interval (Student).';
comment on column track_record.brier_of_base_rate is 'Brier score of always forecasting the base rate, which nobody knew beforehand.';
comment on column track_record.calibration is
  'Forecast against outcome, in bins of 0.05: a list of {from, to, predictions, meanPredicted, observedRate, interval}.';
comment on column track_record.calibration_error is 'Mean distance of observed rate and mean forecast over the bins, weighted by their predictions.';
comment on column track_record.signals is E'@notNull\nBUY and SELL among them.';
comment on column track_record.signal_win_rate is 'Share of signals with a gain after costs.';
comment on column track_record.signal_return is
  'Mean return per signal, net of costs on both sides: in at the next open, out at the close of the seventh session; a SELL is a short sale.';
comment on column track_record.signal_return_lower is 'Lower end of its interval (Student, a seventh of the signals); null below 28 signals.';
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
  E'@notNull\nThe ROC-AUC beside what the test range promised: worse, better, as promised (the difference is within both intervals, added as variances are) or too early to tell.';

comment on column leaderboard.place is E'@notNull\nPlace by the lower end of the test ROC-AUC''s interval; equal ends share one.';
comment on column leaderboard.instrument_id is '@notNull';
comment on column leaderboard.symbol is '@notNull';
comment on column leaderboard.model_id is '@notNull';
comment on column leaderboard.p_value is 'Against no skill, not corrected for other models.';
comment on column leaderboard.test_roc_auc_lower is 'Lower end of its interval (block bootstrap).';
comment on column leaderboard.test_roc_auc_upper is 'Upper end of its interval.';
comment on column leaderboard.test_majority_accuracy is 'Accuracy of always answering the more frequent class.';
comment on column leaderboard.live_predictions is 'Live predictions whose outcome is known.';
comment on column leaderboard.live_majority_hit_rate is 'Hit rate of always saying what was more frequent.';
comment on column leaderboard.live_signal_return is 'Mean net return per live signal.';
comment on column leaderboard.backtest_return is 'Total return after costs of the backtest that its training made, on its test range; not of those asked for on demand.';
comment on column leaderboard.buy_and_hold_return is 'Return of holding the instrument over the same sessions.';
comment on column leaderboard.drift_session is 'Session of the newest measurement of drift.';
comment on column leaderboard.drifted_share is 'Share of the features the model uses that drift.';
comment on column leaderboard.test_brier is 'Brier score on the test range; smaller is better, 0.25 is a coin toss.';
comment on column leaderboard.live_roc_auc is 'ROC-AUC of its live predictions that are settled.';
comment on column leaderboard.live_roc_auc_lower is 'Lower end of its interval.';
comment on column leaderboard.live_roc_auc_upper is 'Upper end of its interval.';
comment on column leaderboard.live_hit_rate is 'Share of its live predictions that were right.';
comment on column leaderboard.live_signals is 'How many of them were BUY or SELL.';
comment on column leaderboard.backtest_sharpe_ratio is 'Annualised Sharpe ratio of that backtest.';

comment on column model_cards.model_id is '@notNull';
comment on column model_cards.instrument_id is '@notNull';
comment on column model_cards.symbol is '@notNull';
comment on column model_cards.feature_set_version is 'Version of the feature set it learned from.';
comment on column model_cards.metrics is 'Metrics on the test range, each with its interval.';
comment on column model_cards.model_file_hash is 'SHA-256 of the artifact; null once it was archived.';
comment on column model_cards.card is 'The whole card: data, split, search, validation, look-ahead proof.';

comment on column feature_importance.model_id is '@notNull';
comment on column feature_importance.instrument_id is '@notNull';
comment on column feature_importance.symbol is '@notNull';
comment on column feature_importance.place is E'@notNull\n1 for the feature that decides most.';
comment on column feature_importance.gain is 'Sum over its splits of what each took off the loss (trees); other families have a measure of their own.';
comment on column feature_importance.share is 'Share of the model''s total, in [0, 1].';
comment on column feature_importance.feature is E'@notNull\nName of the feature.';

comment on column pipeline_health.health is E'@notNull\nok, or what is wrong first.';
comment on column pipeline_health.live_workers is 'Worker processes that are alive.';
comment on column pipeline_health.oldest_queued_seconds is 'For how long the oldest queued run has waited; null without one.';
comment on column pipeline_health.succeeded_24h is 'Runs that succeeded in the last 24 hours.';
comment on column pipeline_health.failed_24h is 'Runs that failed in the last 24 hours.';
comment on column pipeline_health.skipped_24h is 'Runs that ended for a reason that is no failure.';
comment on column pipeline_health.success_rate_24h is 'Share of succeeded among succeeded and failed runs; null without one.';
comment on column pipeline_health.failing_instruments is 'Instruments whose newest run failed.';
comment on column pipeline_health.usable_predictions is 'Newest predictions that may be acted on.';
comment on column pipeline_health.signals is 'Usable BUY and SELL signals.';
comment on column pipeline_health.drifting_models is 'Models in use whose newest sessions are unlike their training range.';
comment on column pipeline_health.behind_their_prices is 'Instruments whose newest session has no prediction.';
comment on column pipeline_health.overdue_outcomes is 'Predictions whose target date has passed without a seventh session.';
comment on column pipeline_health.queued_runs is 'Runs that wait for a worker.';
comment on column pipeline_health.running_runs is 'Runs that are worked on.';
comment on column pipeline_health.active_instruments is 'Instruments whose new prices start runs.';
comment on column pipeline_health.instruments_with_predictions is 'Instruments that have a newest prediction.';
comment on column pipeline_health.production_models is 'How many of those are of a production model.';
comment on column pipeline_health.newest_prediction is 'Newest session that was predicted from.';
comment on column pipeline_health.newest_session is 'Newest session with prices.';
