comment on table ml_pipeline_defaults is
  E'@behavior +update\n@name pipeline_policies\n'
  '@listName mlPipelineDefaults\n'
  'Pipeline policy: when to train, what to accept, how to trade. The one stored row holds the defaults; the policy in '
  'force for an instrument is its field `pipelinePolicy`.';
comment on column ml_pipeline_defaults.only_row is '@behavior -*';
comment on column ml_pipeline_defaults.is_paused is 'Whether new prices start no runs.';
comment on column ml_pipeline_defaults.minimum_sessions is 'Sessions an instrument needs before it is trained.';
comment on column ml_pipeline_defaults.minimum_quality_score is 'Data quality in [0, 1] below which a run is skipped.';
comment on column ml_pipeline_defaults.quiet_period is 'A training run waits until no price has arrived for this long.';
comment on column ml_pipeline_defaults.maximum_quiet_period is 'The longest such wait, however steadily prices arrive.';
comment on column ml_pipeline_defaults.retrain_after_sessions is 'New sessions after which a model is trained again.';
comment on column ml_pipeline_defaults.minimum_roc_auc is
  'The gate: ROC-AUC on the test range that a model must reach to go into production, in [0, 1].';
comment on column ml_pipeline_defaults.probability_threshold is
  'Probability in (0.5, 1) from which a prediction is a BUY, where it is also above the model''s training base rate; 1 '
  'minus it and below is a SELL, where it is also below that.';
comment on column ml_pipeline_defaults.trades_context is
  'Whether indices that only serve as context are traded, backtested and ranked (`context_instruments`).';
comment on column ml_pipeline_defaults.beats_rules is
  'Whether the gate asks for more than rules that need no model reach on the same test rows.';
comment on column ml_pipeline_defaults.interval_coverage is
  'Share of outcomes that the interval of the growth is to hold, in [0.5, 0.98].';
comment on column ml_pipeline_defaults.surrogates is
  'Mirrored histories that a model is tried on to tell what its ROC-AUC is worth, from 20 to 10,000. The error of the '
  'mean over them is part of the corrected figure''s interval.';
comment on column ml_pipeline_defaults.signals_after_losses is
  'Whether a model signals although the trades on its holdout lost money after costs.';
comment on column ml_pipeline_defaults.transaction_cost is
  'Cost of each fill in backtests, as a share of its value: 0.001 is 0.1 %.';
comment on column ml_pipeline_defaults.initial_capital is 'Capital a backtest starts with, in the trading currency.';
comment on column ml_pipeline_defaults.kept_models is 'Replaced models whose artifact is kept, per instrument.';
comment on column ml_pipeline_defaults.model_family is 'What is trained: xgboost_classifier, tfjs_mlp or tfjs_gru.';
comment on column ml_pipeline_defaults.engine is
  'Who trains trees: pgaugur, or libxgboost where a training host has it.';
comment on column ml_pipeline_defaults.device is
  'What libxgboost trains on: cpu, or cuda where it was built with it. Networks choose by themselves.';
comment on column ml_pipeline_defaults.gate_level is
  'Largest p-value against no skill, corrected for the models judged on the same rows, with which the gate is passed.';
comment on column ml_pipeline_defaults.validation_folds is
  'Walk-forward folds that configurations are compared on; fewer where the history is short.';
comment on column ml_pipeline_defaults.search_grid is
  'Configurations to try: default (5), quick (192) or full (6,912, by successive halving).';
comment on column ml_pipeline_defaults.uses_market_context is 'Whether market indices are part of the features.';
comment on column ml_pipeline_defaults.model_scope is
  'Which models an instrument gets: own (trained on its history), pooled (of its pool) or both, which compete.';
comment on column ml_pipeline_defaults.pool is 'Name of the pool whose members share a pooled model.';
comment on column ml_pipeline_defaults.rank_group is
  'Beside whom the members of a pool are ranked, from the next training on: pool, sector, or index (the first that a '
  'member is seen beside). Of fewer than five members of a group on a day, and without a group, the pool.';
comment on column ml_pipeline_defaults.maximum_model_age is
  'Sessions since the last one a model was trained with, up to which its predictions are usable.';
comment on column ml_pipeline_defaults.maximum_drift is
  'Share in [0, 1] of the features a model uses that may be unlike its training range; beyond it predictions are not '
  'usable, and training is due.';
comment on column ml_pipeline_defaults.maximum_score_drift is
  'How large the PSI of a model''s scores may get, in multiples of what it had by itself in the training range.';

-- Rows are read by their key or by a filter; a field on Query for this would be noise.
comment on constraint ml_pipeline_defaults_pkey on ml_pipeline_defaults is '@behavior -single';

grant select on ml_pipeline_defaults to pgaugur_reader, pgaugur_worker;
grant update on ml_pipeline_defaults to pgaugur_operator;
