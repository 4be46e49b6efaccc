comment on type ml_model_status is
  'Stage of a model: training (being built), testing (gate not passed, or worse than the production model; serves '
  'while there is none), active (gate passed), deprecated (replaced) or failed.';

comment on table ml_models is
  E'@behavior +aggregates +groupedAggregates\n'
  'Trained models with their metrics. At most one per instrument is in production.';
comment on column ml_models.model_version is 'Unique per instrument; v2.x.x are models of the 7-day system.';
comment on column ml_models.model_type is 'Model family, such as xgboost_classifier.';
comment on column ml_models.hyperparameters is
  'Parameters the model was fitted with, with the number of rounds and the seed.';
comment on column ml_models.feature_count is 'How many features the model uses.';
comment on column ml_models.target_variable is
  'What is predicted: growth_7d, whether the close seven sessions ahead is higher.';
comment on column ml_models.target_horizon_days is 'Sessions from a prediction to its target.';
comment on column ml_models.cv_score is
  'Mean ROC-AUC of the chosen configuration over the walk-forward folds, in [0, 1].';
comment on column ml_models.test_accuracy is
  'Share of correct predictions on the test range, which nothing was tuned on.';
comment on column ml_models.test_roc_auc is 'ROC-AUC on the test range, in [0, 1]; 0.5 is a coin toss.';
comment on column ml_models.test_roc_auc_corrected is
  'The same less what the model reaches on mirrored histories of its test range, where there is nothing to know, and '
  '0.5 for it: what the ROC-AUC is worth. Null where that is not known, as of a model from elsewhere that is not at '
  'hand: model_worth.why_not_corrected says why.';
comment on column ml_models.test_f1_score is 'F1 score of "higher" on the test range, in [0, 1].';
comment on column ml_models.validation_roc_auc is
  'Mean ROC-AUC over the validation ranges of the folds, in [0, 1]; optimistic, the configuration was chosen on them.';
comment on column ml_models.metrics is
  'All metrics on the test range, with an interval for the ROC-AUC; majorityAccuracy is the accuracy of always '
  'answering the more frequent class; skill is that of log-loss and Brier score against the base rate of the past; '
  'worth is what the ROC-AUC is worth.';
comment on column ml_models.gate_passed is 'Whether the model was good enough for production; null until validated.';
comment on column ml_models.gate_reason is 'Why the gate was passed or not.';
comment on column ml_models.engine is 'What trained it, with its version.';
comment on column ml_models.device is 'What it was trained on.';
comment on column ml_models.interval_metrics is
  E'@shape interval_evaluation\n'
  'What intervals of the growth were worth on the test range: coverage, and pinball loss over that of the quantiles of '
  'the past and of an EWMA normal (below 1 is better), each as {value, lower, upper}, and the mean width.';
comment on column ml_models.interval_gate_passed is 'Whether intervals may be relied on.';
comment on column ml_models.interval_gate_reason is 'Why the gate of the intervals was passed or not.';
comment on column ml_models.p_value is
  'How often scores without any skill do as well on the test range, in [0, 1]; not corrected for the number of models '
  'judged there.';
comment on column ml_models.calibration is
  E'@shape probability_calibration\n'
  'How probabilities are corrected, fitted on validation rows, or declared for a large pool: {method: none | platt | '
  'isotonic, …}.';
comment on column ml_models.reliability is
  E'@shape reliability\n'
  'Forecast against outcome on the test range: bins of {from, to, rows, meanPredicted, observedRate, lower, upper}, '
  'and the expected calibration error.';
comment on column ml_models.champion_comparison is
  E'@shape champion_comparison\n'
  'The champion of the time (production model, or testing model while there was none) beside this one on the same test '
  'rows; null without one.';
comment on column ml_models.place_reason is
  'Why the registry gave it its place when it was judged: gate, the rule for taking over from the champion, and the '
  'comparison. Null of models judged before this was kept.';
comment on column ml_models.scope is
  'own: learned from its instrument alone; pooled: from the members of a pool; external: made elsewhere, judged by '
  'what it said live, and never served.';
comment on column ml_models.judged_at is 'Of a model from elsewhere: when its live predictions were last judged.';
comment on column ml_models.claims is
  'Of a model from elsewhere: metrics of what it said after the open it speaks of, whose outcome it may have known; '
  'nothing is decided by them.';
comment on column ml_models.unseen_from is
  'Of a pooled model: the first session that no label of its training has looked at.';
comment on column ml_models.pooled_model_id is 'The pooled model that this one is, judged for its instrument.';
comment on column ml_models.training_records is 'Sessions the model was fitted on.';
comment on column ml_models.training_base_rate is
  'Share of rises among the rows the model learned from, in [0, 1]: a BUY needs a probability above it, a SELL one '
  'below it. Of a pooled model among the rows of all members; of a model trained before this was kept, in its test '
  'range.';
comment on column ml_models.validation_records is 'Sessions the configuration was chosen on.';
comment on column ml_models.test_records is 'Sessions the metrics were measured on.';
comment on column ml_models.training_start_date is 'First session of the training range.';
comment on column ml_models.training_end_date is 'Last session the model was fitted on.';
comment on column ml_models.data_end_date is
  'Last session of the bars the model was made from, its test range included.';
comment on column ml_models.data_hash is '@behavior -*';
comment on column ml_models.label_hash is '@behavior -*';
comment on column ml_models.label_closes is '@behavior -*';
comment on column ml_models.label_end_date is 'The last session whose outcome was known when the model was trained.';
comment on column ml_models.model_file_path is 'Where the artifact lies: pg: and its SHA-256 for the database itself.';
comment on column ml_models.model_file_hash is 'SHA-256 of the artifact in hexadecimal; null once it was archived.';
comment on column ml_models.feature_names is
  E'@shape text[]\n'
  'The features the model uses, in its own order.';
comment on column ml_models.feature_importance is
  E'@shape feature_gain[]\n'
  'Feature name to total gain, largest first; unused features are left out.';
comment on column ml_models.model_card is 'How the model came about: data, preparation, search and validation.';
comment on column ml_models.is_production is 'Whether this is the instrument''s production model.';
comment on column ml_models.status is 'Its stage; see the type.';
comment on column ml_models.model_size_bytes is 'Size of the artifact.';
comment on column ml_models.training_duration_seconds is 'How long search and fits took.';
comment on column ml_models.created_by is E'@behavior -*\nLogin that wrote it.';
comment on column ml_models.deployed_at is 'When the model went into production.';
comment on column ml_models.deprecated_at is 'When the model was replaced.';
comment on column ml_models.airflow_dag_id is 'Name of the pipeline, kept for queries written for the former system.';
comment on column ml_models.airflow_run_id is
  'The pipeline run''s id as text, kept for queries written for the former system.';

call name_relation('ml_models', 'pooled_model_id', 'pooledModel', 'models');
call name_relation('ml_models', 'instrument_id', 'instrument', 'mlModels');
call name_relation('ml_models', 'feature_set_id', 'featureSet', 'mlModels');
call name_relation('ml_models', 'pipeline_run_id', 'pipelineRun', 'model');

-- Rows are read by their key or by a filter; a field on Query for this would be noise.
comment on constraint one_model_per_run on ml_models is '@behavior -single';

grant select on ml_models to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_models to pgaugur_worker;
