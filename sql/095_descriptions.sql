-- What people read when they open the API: the comment of a table, column or type is its description in GraphQL.
--
-- Conventions: a session is a trading day of the instrument's exchange; "7d" and "days" are sessions; a return is a
-- fraction (0.02 is two percent up), a growth is a ratio of closes (1.02 is two percent up); null means not known.

-- Market tables. Adopted ones may lack a column, or have further ones: what is not there is passed over.
do $$
declare
  described record;
begin
  for described in
    select d.*
    from (values
      ('countries', null, 'Countries, with the currency and time zone of their markets.'),
      ('countries', 'iso_code', 'ISO 3166-1 alpha-2 code, such as US.'),
      ('countries', 'currency_code', 'ISO 4217 code, such as USD.'),
      ('countries', 'timezone', 'IANA time zone, such as America/New_York.'),

      ('exchanges', null, 'Stock exchanges: their sessions decide what "seven days ahead" means.'),
      ('exchanges', 'is_active', 'Whether it still trades.'),
      ('exchanges', 'mic_code', 'ISO 10383 market identifier code, such as XNYS.'),
      ('exchanges', 'timezone', 'IANA time zone of the trading hours; the country''s when null.'),
      ('exchanges', 'market_open', 'Local time at which trading begins.'),
      ('exchanges', 'market_close', 'Local time at which trading ends.'),

      ('exchange_holidays', null,
       'Weekdays on which an exchange does not trade, as they are in force: taken over from `exchange_calendars` when the '
       'exchange''s code is known there, and changed by whoever knows better. A change moves the target dates of open '
       'predictions.'),

      ('exchange_holidays', 'holiday_date', 'A weekday without trading.'),

      ('sectors', null, 'Business sectors of instruments.'),
      ('sectors', 'code', 'Code of the sector in whatever classification is in use.'),
      ('sectors', 'description', 'What belongs to the sector.'),

      ('base_instruments', null,
       'Everything that has daily prices: stocks, indices and others. The start of most queries: prices, features, '
       'models, predictions and runs hang here.'),
      ('base_instruments', 'symbol', 'Ticker symbol, unique on its exchange.'),
      ('base_instruments', 'instrument_type', 'stock, index, or whatever else has prices.'),
      ('base_instruments', 'currency', 'ISO 4217 code of the trading currency.'),
      ('base_instruments', 'is_active', 'Whether new prices start pipeline runs.'),
      ('base_instruments', 'first_trading_date', 'First session of the listing, as stated by whoever inserted the instrument.'),
      ('base_instruments', 'last_trading_date', 'Last session before delisting; null while it trades.'),

      ('stocks', null, 'What is known about an instrument that is a stock.'),
      ('stocks', 'shares_outstanding', 'Number of shares issued.'),
      ('stocks', 'website', 'Address of the company.'),
      ('stocks', 'isin', 'ISO 6166 securities identification number.'),

      ('indices', null, 'What is known about an instrument that is an index.'),
      ('indices', 'methodology', 'How the index is weighted.'),
      ('indices', 'base_date', 'Day on which the index had its base value.'),
      ('indices', 'base_value', 'Value of the index on its base date.'),

      ('stock_prices', null,
       E'@behavior +aggregates +groupedAggregates\n'
       'Daily bars of stocks. Inserting, correcting or deleting rows here is what starts the pipeline. `priceBars` has '
       'the bars of all instruments under one set of names.'),
      ('stock_prices', 'stock_id', 'The instrument the bar belongs to.'),
      ('stock_prices', 'trading_date_local', 'The session, as a date in the exchange''s time zone.'),
      ('stock_prices', 'trading_date_utc', 'The session''s date in UTC; the local date unless stated.'),
      ('stock_prices', 'trading_date_epoch', 'Midnight of the UTC date, in seconds since 1970-01-01.'),
      ('stock_prices', 'trading_datetime_utc', 'Instant of the bar; midnight UTC unless stated.'),
      ('stock_prices', 'trading_datetime_epoch', 'The same instant in seconds since 1970-01-01.'),
      ('stock_prices', 'open_price', 'First price of the session, in the trading currency.'),
      ('stock_prices', 'high_price', 'Highest price of the session.'),
      ('stock_prices', 'low_price', 'Lowest price of the session.'),
      ('stock_prices', 'close_price', 'Last price of the session: what returns and labels are measured on.'),
      ('stock_prices', 'volume', 'Shares traded.'),
      ('stock_prices', 'adjusted_close', 'Close adjusted for splits and dividends, if the source has it. Not used for features.'),
      ('stock_prices', 'split_factor', 'Shares after a split for each share before it; 1 or 0 when there is none.'),
      ('stock_prices', 'dividend_amount', 'Dividend per share with this ex-date, in the trading currency.'),
      ('stock_prices', 'data_source', 'Where the row came from.'),
      ('stock_prices', 'raw_data_hash', 'SHA-256 of the source''s record in hexadecimal, if the loader stores one.'),
      ('stock_prices', 'created_at_epoch', 'Time of insertion in seconds since 1970-01-01.'),

      ('index_prices', null,
       E'@behavior +aggregates +groupedAggregates\n'
       'Daily bars of indices. Inserting, correcting or deleting rows here is what starts the pipeline. `priceBars` has '
       'the bars of all instruments under one set of names.'),
      ('index_prices', 'index_id', 'The instrument the bar belongs to.'),
      ('index_prices', 'trading_date_local', 'The session, as a date in the exchange''s time zone.'),
      ('index_prices', 'trading_date_utc', 'The session''s date in UTC; the local date unless stated.'),
      ('index_prices', 'trading_date_epoch', 'Midnight of the UTC date, in seconds since 1970-01-01.'),
      ('index_prices', 'trading_datetime_utc', 'Instant of the bar; midnight UTC unless stated.'),
      ('index_prices', 'trading_datetime_epoch', 'The same instant in seconds since 1970-01-01.'),
      ('index_prices', 'open_value', 'First value of the session, in points.'),
      ('index_prices', 'high_value', 'Highest value of the session.'),
      ('index_prices', 'low_value', 'Lowest value of the session.'),
      ('index_prices', 'close_value', 'Last value of the session: what returns and labels are measured on.'),
      ('index_prices', 'trading_volume', 'Shares of the constituents traded.'),
      ('index_prices', 'total_market_cap', 'Market capitalisation of the constituents.'),
      ('index_prices', 'constituents_traded', 'How many constituents traded in the session.'),
      ('index_prices', 'data_source', 'Where the row came from.'),
      ('index_prices', 'raw_data_hash', 'SHA-256 of the source''s record in hexadecimal, if the loader stores one.'),
      ('index_prices', 'created_at_epoch', 'Time of insertion in seconds since 1970-01-01.'),

      ('data_quality_metrics', null,
       E'@behavior +aggregates +groupedAggregates\n'
       'What data checks found in an instrument''s prices, one row per check; those of the newest run are the newest of their day.'),
      ('data_quality_metrics', 'metric_name', 'The check, such as session_count, calendar_gaps, price_jumps or ohlc_violations.'),
      ('data_quality_metrics', 'metric_value', 'What was measured; its unit follows from the check.'),
      ('data_quality_metrics', 'is_valid', 'Whether the value is within its threshold.'),
      ('data_quality_metrics', 'severity', 'info (valid), warning, error or critical.'),
      ('data_quality_metrics', 'threshold_value', 'What the value was compared with.'),
      ('data_quality_metrics', 'description', 'The finding in one sentence, with counts and dates.')
    ) as d (table_name, column_name, description)
    where d.column_name is null
       or exists (
         select from pg_attribute a
         where a.attrelid = d.table_name::regclass and a.attname = d.column_name and not a.attisdropped)
  loop
    execute format(
      'comment on %s is %L',
      case when described.column_name is null
        then format('table %I', described.table_name)
        else format('column %I.%I', described.table_name, described.column_name)
      end,
      described.description);
  end loop;
end
$$;

comment on type instrument_type is 'Kind of instrument.';

-- The pipeline.

comment on table ml_pipeline_steps is
  'The steps a run can consist of: who executes them, how often they are tried and how long they may take.';
comment on column ml_pipeline_steps.executor is 'The queue that carries the step: graphile_worker (short) or pg_boss (training).';
comment on column ml_pipeline_steps.max_attempts is 'How often the step is tried before its run fails.';
comment on column ml_pipeline_steps.timeout is 'How long one attempt may take.';
comment on column ml_pipeline_steps.pins_input is 'Whether the step fixes which bars the run works on; bars that arrive later belong to the next run.';
comment on column ml_pipeline_steps.decides_training is 'Whether it is found out at this step that training is due; a training run then follows the run.';
comment on column ml_pipeline_steps.description is 'What the step does.';
comment on column ml_pipeline_steps.states_outcome is 'Whether what the step finds is the outcome of its run.';

comment on table ml_pipelines is 'Which steps each kind of run has, in order.';
comment on column ml_pipelines.kind is 'training, prediction, pooled_training or adoption.';
comment on column ml_pipelines.position is 'Place in the order; equal positions mean the same stage in all kinds.';
comment on column ml_pipelines.step is 'Name of the step.';

comment on table ml_pipeline_defaults is
  E'@name pipeline_policies\n@listName mlPipelineDefaults\n'
  'Pipeline policy: when to train, what to accept, how to trade. The one stored row holds the defaults; the policy in '
  'force for an instrument is its field `pipelinePolicy`.';
comment on column ml_pipeline_defaults.only_row is '@behavior -*';
comment on constraint ml_pipeline_defaults_pkey on ml_pipeline_defaults is '@behavior -single';
comment on column ml_pipeline_defaults.is_paused is 'Whether new prices start no runs.';
comment on column ml_pipeline_defaults.minimum_sessions is 'Sessions an instrument needs before it is trained.';
comment on column ml_pipeline_defaults.minimum_quality_score is 'Data quality in [0, 1] below which a run is skipped.';
comment on column ml_pipeline_defaults.quiet_period is 'A training run waits until no price has arrived for this long.';
comment on column ml_pipeline_defaults.maximum_quiet_period is 'The longest such wait, however steadily prices arrive.';
comment on column ml_pipeline_defaults.retrain_after_sessions is 'New sessions after which a model is trained again.';
comment on column ml_pipeline_defaults.minimum_roc_auc is 'The gate: ROC-AUC on the test range that a model must reach to go into production, in [0, 1].';
comment on column ml_pipeline_defaults.probability_threshold is 'Probability in (0.5, 1) from which a prediction is a BUY; 1 minus it and below is a SELL.';
comment on column ml_pipeline_defaults.transaction_cost is 'Cost of each fill in backtests, as a share of its value: 0.001 is 0.1 %.';
comment on column ml_pipeline_defaults.initial_capital is 'Capital a backtest starts with, in the trading currency.';
comment on column ml_pipeline_defaults.kept_models is 'Replaced models whose artifact is kept, per instrument.';
comment on column ml_pipeline_defaults.model_family is 'What is trained: xgboost_classifier, tfjs_mlp or tfjs_gru.';
comment on column ml_pipeline_defaults.engine is 'Who trains trees: pgaugur, or libxgboost where a training host has it.';
comment on column ml_pipeline_defaults.device is 'What libxgboost trains on: cpu, or cuda where it was built with it. Networks choose by themselves.';
comment on column ml_pipeline_defaults.gate_level is 'Largest p-value against no skill, corrected for the models judged on the same rows, with which the gate is passed.';
comment on column ml_pipeline_defaults.validation_folds is 'Walk-forward folds that configurations are compared on; fewer where the history is short.';
comment on column ml_pipeline_defaults.search_grid is 'Configurations to try: default (5), quick (192) or full (6,912, by successive halving).';
comment on column ml_pipeline_defaults.uses_market_context is 'Whether market indices are part of the features.';
comment on column ml_pipeline_defaults.model_scope is
  'Which models an instrument gets: own (trained on its history), pooled (of its pool) or both, which compete.';
comment on column ml_pipeline_defaults.pool is 'Name of the pool whose members share a pooled model.';

comment on table ml_pipeline_policies is
  'What single instruments state against the pipeline defaults. A null column means that the default holds; columns '
  'mean what they mean in `ml_pipeline_defaults`.';
comment on column ml_pipeline_policies.uses_market_context is 'Whether market indices are part of its features; in force from its next run on.';
comment on column ml_pipeline_policies.is_paused is 'Whether new prices of this instrument start no runs.';

comment on table ml_pipeline_runs is
  E'@behavior +aggregates +groupedAggregates\n'
  'Pipeline runs: one instrument''s way from new prices to predictions, or the training of a pool. At most one run per '
  'instrument, and per pool, is open.';
comment on column ml_pipeline_runs.kind is
  'training (all steps), prediction (new prices scored by the serving model), pooled_training (of a pool) or adoption '
  '(an instrument judges the model of its pool).';
comment on column ml_pipeline_runs.pooled_model_id is 'The pooled model that an adoption took up.';
comment on column ml_pipeline_runs.pool is 'The pool that is trained; null for a run of an instrument.';
comment on column ml_pipeline_runs.status is
  'queued, running, succeeded, skipped (ended for a reason that is no failure), failed or cancelled.';
comment on column ml_pipeline_runs.reason is 'What started the run.';
comment on column ml_pipeline_runs.look_again is 'Whether prices arrived that this run no longer covers: another run follows it.';
comment on column ml_pipeline_runs.last_requested_at is 'When prices last asked for this run.';
comment on column ml_pipeline_runs.outcome is 'How the run ended, in one sentence: its result, why it was skipped, or its error.';
comment on column ml_pipeline_runs.first_session is 'First session of the bars the run works on; null until they are pinned.';
comment on column ml_pipeline_runs.last_session is 'Last session of the bars the run works on.';
comment on column ml_pipeline_runs.session_count is 'How many bars the run works on.';
comment on column ml_pipeline_runs.content_hash is '@behavior -*';
comment on column ml_pipeline_runs.then_train is 'Why a training run follows this one; null when none does.';

comment on table ml_pipeline_tasks is
  E'@behavior +aggregates +groupedAggregates\n'
  'The steps a run has reached. `runGrid` also shows those it has not.';
comment on column ml_pipeline_tasks.position is 'Place of the step in the run.';
comment on column ml_pipeline_tasks.status is 'queued, running, succeeded, skipped, failed or cancelled.';
comment on column ml_pipeline_tasks.attempt is 'The current or last attempt; 0 before the first.';
comment on column ml_pipeline_tasks.attempt_limit is 'The attempt after which the run fails.';
comment on column ml_pipeline_tasks.host is 'Host of the worker that executes or last executed the step.';
comment on column ml_pipeline_tasks.summary is 'What the step found or did, in one sentence.';
comment on column ml_pipeline_tasks.output is 'What the step handed on to later ones.';
comment on column ml_pipeline_tasks.errors is 'The errors of failed attempts, oldest first, each with message, attempt, host and time.';
comment on column ml_pipeline_tasks.step is 'Name of the step.';

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

-- Features and models.

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

comment on table exchange_calendars is
  'Holidays of exchanges that come with pgaugur, by market identifier code: XNYS, XASE, ARCX and XNAS by NYSE Rule 7.2, '
  'XWAR by Polish law and the resolutions of the Warsaw Stock Exchange, each with its extraordinary closures, for the '
  'years 2000 to 2030.';
comment on column exchange_calendars.mic_code is 'ISO 10383 market identifier code, such as XNYS.';
comment on column exchange_calendars.holiday_date is 'A weekday without a session; half days are sessions.';
comment on column exchange_calendars.name is 'Why there is no session.';

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
