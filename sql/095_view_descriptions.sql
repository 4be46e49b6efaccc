-- Columns of views. @notNull: Postgres does not know it of a view's column.

comment on column price_bars.instrument_id is '@notNull';
comment on column price_bars.trading_date is E'@notNull\nThe session, as a date in the exchange''s time zone.';
comment on column price_bars.open_price is E'@notNull\nFirst price of the session, in the trading currency (points for an index).';
comment on column price_bars.high_price is E'@notNull\nHighest price of the session.';
comment on column price_bars.low_price is E'@notNull\nLowest price of the session.';
comment on column price_bars.close_price is E'@notNull\nLast price of the session: what returns and labels are measured on.';
comment on column price_bars.volume is E'@notNull\nShares traded.';
comment on column price_bars.split_factor is
  E'@notNull\nShares from this session''s open on for each share held over the close before; 1 when there is no split, and where the stored factor is null, 0 or no number.';
comment on column price_bars.dividend_amount is
  E'@notNull\nDividend per share, as it is after the session''s split, to whom held over the close before; 0 when there is none, and where the stored amount is null, below 0 or no number.';

comment on column run_grid.run_id is '@notNull';
comment on column run_grid.instrument_id is 'The instrument; null for the training of a pool.';
comment on column run_grid.symbol is E'@notNull\nSymbol of the instrument, or the word pool and the name of the pool.';
comment on column run_grid.kind is E'@notNull\ntraining, prediction, pooled_training or adoption.';
comment on column run_grid.pool is 'The pool that is trained; null for a run of an instrument.';
comment on column run_grid.run_status is E'@notNull\nState of the run: queued, running, succeeded, skipped, failed or cancelled.';
comment on column run_grid.reason is E'@notNull\nWhat started the run.';
comment on column run_grid.outcome is 'How the run ended, in one sentence.';
comment on column run_grid.requested_at is '@notNull';
comment on column run_grid.position is E'@notNull\nPlace of the step in the run.';
comment on column run_grid.step is '@notNull';
comment on column run_grid.status is
  E'@notNull\nState of the step: waiting (not reached yet), queued, running, succeeded, skipped, failed, cancelled or not '
  'reached (the run ended before).';
comment on column run_grid.attempt is E'@notNull\nThe current or last attempt; 0 before the first.';
comment on column run_grid.host is 'Host of the worker that executes or last executed the step.';
comment on column run_grid.seconds is 'How long the last attempt took, or has taken so far.';
comment on column run_grid.summary is 'What the step found or did, in one sentence.';
comment on column run_grid.last_error is 'Message of the newest failed attempt.';
comment on column run_grid.step is 'Name of the step; see `ml_pipeline_steps`.';

comment on column latest_predictions.prediction_id is '@notNull';
comment on column latest_predictions.instrument_id is '@notNull';
comment on column latest_predictions.symbol is '@notNull';
comment on column latest_predictions.prediction_date is E'@notNull\nThe session after whose close the prediction was made.';
comment on column latest_predictions.target_date is E'@notNull\nThe seventh session after it.';
comment on column latest_predictions.predicted_class is E'@notNull\nWhether a higher close is predicted.';
comment on column latest_predictions.prediction_probability is
  E'@notNull\nProbability in [0, 1] that the close seven sessions ahead is higher.';
comment on column latest_predictions.prediction_confidence is 'Probability of the predicted class, in [0.5, 1].';
comment on column latest_predictions.trading_signal is 'BUY, HOLD or SELL; always HOLD for a model that has not passed the gate.';
comment on column latest_predictions.signal_strength is 'Distance of the probability from 0.5, scaled to [0, 1].';
comment on column latest_predictions.feature_importance_json is
  'The ten features that weigh most, as a list of {feature, value, contribution}; contributions are log-odds.';
comment on column latest_predictions.stale_at is 'Since when the prices it was made from are no longer the stored ones.';
comment on column latest_predictions.model_id is '@notNull';
comment on column latest_predictions.model_name is '@notNull';
comment on column latest_predictions.model_version is '@notNull';
comment on column latest_predictions.model_status is E'@notNull\nStage of the model; see the type.';
comment on column latest_predictions.is_production is
  E'@notNull\nWhether a production model made it; false for a testing model that serves while there is none.';
comment on column latest_predictions.test_roc_auc is 'ROC-AUC of the model on its test range, in [0, 1]; 0.5 is a coin toss.';
comment on column latest_predictions.gate_passed is 'Whether the model was good enough for production.';

comment on column ml_feature_data.model_id is '@notNull';
comment on column ml_feature_data.instrument_id is '@notNull';
comment on column ml_feature_data.trading_date is E'@notNull\nThe session after whose close the features are known.';
comment on column ml_feature_data.trading_date_epoch is 'Midnight UTC of the session, in seconds since 1970-01-01.';
comment on column ml_feature_data.year is 'Calendar year of the session.';
comment on column ml_feature_data.month is 'Month of the session, 1 to 12.';
comment on column ml_feature_data.quarter is 'Quarter of the session, 1 to 4.';
comment on column ml_feature_data.day_of_year is 'Day of the year, from 1.';
comment on column ml_feature_data.weekday is 'Monday is 0, Friday is 4.';
comment on column ml_feature_data.week_of_year is 'ISO 8601 week, 1 to 53.';
comment on column ml_feature_data.is_month_end is 'Whether it is the month''s last session.';
comment on column ml_feature_data.rsi_14 is 'Relative strength index of 14 closes, in [0, 100].';
comment on column ml_feature_data.macd_line is 'MACD 12/26 of the close.';
comment on column ml_feature_data.macd_signal is '9-session signal line of the MACD.';
comment on column ml_feature_data.macd_histogram is 'MACD minus its signal line.';
comment on column ml_feature_data.bollinger_upper is 'Mean of 20 closes plus two standard deviations.';
comment on column ml_feature_data.bollinger_lower is 'Mean of 20 closes minus two standard deviations.';
comment on column ml_feature_data.bollinger_percent is 'Place of the close between the bands: 0 on the lower, 1 on the upper.';
comment on column ml_feature_data.sma_5 is 'Mean of 5 closes.';
comment on column ml_feature_data.sma_10 is 'Mean of 10 closes.';
comment on column ml_feature_data.sma_20 is 'Mean of 20 closes.';
comment on column ml_feature_data.sma_50 is 'Mean of 50 closes.';
comment on column ml_feature_data.ema_12 is 'Exponentially weighted mean of the closes, span 12.';
comment on column ml_feature_data.ema_26 is 'Exponentially weighted mean of the closes, span 26.';
comment on column ml_feature_data.stoch_k is 'Slow stochastic %K (5, 3, 3), in [0, 100].';
comment on column ml_feature_data.stoch_d is 'Slow stochastic %D (5, 3, 3), in [0, 100].';
comment on column ml_feature_data.williams_r is 'Williams %R of 14 sessions, in [-100, 0].';
comment on column ml_feature_data.atr_14 is 'Average true range of 14 sessions, in the trading currency.';
comment on column ml_feature_data.adx_14 is 'Average directional index of 14 sessions, in [0, 100].';
comment on column ml_feature_data.cci_20 is 'Commodity channel index of 20 sessions.';
comment on column ml_feature_data.roc_10 is 'Change of the close over 10 sessions, in percent.';
comment on column ml_feature_data.volume_sma_5 is 'Mean volume of 5 sessions.';
comment on column ml_feature_data.volume_sma_10 is 'Mean volume of 10 sessions.';
comment on column ml_feature_data.volume_sma_20 is 'Mean volume of 20 sessions.';
comment on column ml_feature_data.volume_ratio_5d is 'Volume over its mean of 5 sessions.';
comment on column ml_feature_data.volume_ratio_10d is 'Volume over its mean of 10 sessions.';
comment on column ml_feature_data.returns_1d is 'Return since the session before, as a fraction.';
comment on column ml_feature_data.returns_3d is 'Return over 3 sessions.';
comment on column ml_feature_data.returns_7d is 'Return over 7 sessions.';
comment on column ml_feature_data.growth_1d is 'Close over the close of the session before.';
comment on column ml_feature_data.growth_3d is 'Close over the close 3 sessions before.';
comment on column ml_feature_data.growth_7d is 'Close over the close 7 sessions before.';
comment on column ml_feature_data.additional_features is
  'The features without a column of their own, by name; those of market indices only where they are known.';
comment on column ml_feature_data.target is
  'Whether the close seven sessions ahead is higher: what models learn. Null until that session has happened.';
comment on column ml_feature_data.growth_future_7d is 'The close seven sessions ahead over this one; null until then.';
comment on column ml_feature_data.feature_completeness is 'Share of features that are known, in [0, 1].';
comment on column ml_feature_data.data_quality_score is 'Quality of the session''s bar, in [0, 1].';
comment on column ml_feature_data.feature_set_version is 'Version of the feature set the row was computed with.';
