comment on table ml_pooled_models is
  'Models that learned from the members of a pool. A member that judges one has a row in `ml_models` with its own '
  'test, gate and calibration curve.';
comment on column ml_pooled_models.pool is 'Name of the pool.';
comment on column ml_pooled_models.model_type is 'Model family.';
comment on column ml_pooled_models.hyperparameters is
  'Parameters the model was fitted with, with the number of rounds and the seed. Those of a large pool''s trees that '
  'know the market have the prefix market_.';
comment on column ml_pooled_models.feature_names is
  E'@shape text[]\n'
  'The features the model uses, in its own order: those that mean the same for every instrument.';
comment on column ml_pooled_models.model_file_hash is
  'SHA-256 of the artifact in hexadecimal; null once it was archived.';
comment on column ml_pooled_models.calibration is
  E'@shape probability_calibration\n'
  'How probabilities are corrected: {method: none | platt | isotonic, …}. Fitted on validation rows; of a large pool '
  'declared, a slope of 0.25 on log-odds and three quarters of the base rate''s.';
comment on column ml_pooled_models.engine is 'What trained it, with its version.';
comment on column ml_pooled_models.device is 'What it was trained on.';
comment on column ml_pooled_models.validation_roc_auc is
  'Mean ROC-AUC of the chosen configuration over the folds, over rows of all members; optimistic where several were '
  'tried, since one was chosen by it.';
comment on column ml_pooled_models.member_count is 'How many instruments gave rows.';
comment on column ml_pooled_models.training_records is 'Rows the model was fitted on.';
comment on column ml_pooled_models.validation_records is
  'Rows the configuration was chosen on; of a large pool, where nothing is chosen, only measured on.';
comment on column ml_pooled_models.training_base_rate is
  'Share of rises among the rows the model learned from, in [0, 1], of all members together.';
comment on column ml_pooled_models.training_end_date is
  'Last session the model was fitted on; its outcome was known before the test date.';
comment on column ml_pooled_models.test_start_date is 'First session that members may judge the model by.';
comment on column ml_pooled_models.data_end_date is 'Last session of the members'' bars.';
comment on column ml_pooled_models.data_hash is '@behavior -*';
comment on column ml_pooled_models.interval_metrics is
  E'@shape interval_evaluation\n'
  'What intervals of the growth were worth over all members from test_start_date on: coverage, and pinball loss over '
  'that of the quantiles of the past and of an EWMA normal (below 1 is better), each as {value, lower, upper} by days, '
  'and the mean width.';
comment on column ml_pooled_models.interval_gate_passed is
  'Whether both pinball losses are below 1 with their whole interval, and the coverage is within 3 points of what it '
  'is to be; null of models trained before this was kept.';
comment on column ml_pooled_models.interval_gate_reason is 'The same in a sentence.';
comment on column ml_pooled_models.training_duration_seconds is 'How long search and fits took.';
call describe_other_columns('ml_pooled_models', as_in => '{ml_models}');

call name_relation('ml_pooled_models', 'pipeline_run_id', 'pipelineRun', 'pooledModel');
call name_relation('ml_pooled_models', 'feature_set_id', 'featureSet', 'mlPooledModels');

-- Rows are read by their key or by a filter; a field on Query for this would be noise.
comment on constraint one_pooled_model_per_run on ml_pooled_models is '@behavior -single';

grant select on ml_pooled_models to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_pooled_models to pgaugur_worker;
