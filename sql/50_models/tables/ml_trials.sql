comment on table ml_trials is
  E'@behavior +aggregates +groupedAggregates\n'
  'The trial ledger: every configuration that was tried while searching for a model, chosen or not.';
comment on column ml_trials.trial is 'Number of the trial within its run, from 1.';
comment on column ml_trials.parameters is 'The configuration that was tried.';
comment on column ml_trials.rounds is 'Boosting rounds after early stopping.';
comment on column ml_trials.validation_log_loss is
  'Mean negative log-likelihood on the validation range; lower is better, 0.693 is a coin toss.';
comment on column ml_trials.validation_roc_auc is 'Mean ROC-AUC over the validation ranges of the folds, in [0, 1].';
comment on column ml_trials.duration_seconds is 'How long its fits took.';
comment on column ml_trials.seed is 'Seed of the random generator.';
comment on column ml_trials.fold_log_losses is
  'Log-loss on the validation rows of each fold, oldest first; fewer where the search gave up early.';
comment on column ml_trials.is_chosen is 'Whether the model was fitted with this configuration.';

call name_relation('ml_trials', 'pipeline_run_id', 'pipelineRun', 'trials');

-- Rows are read by their key or by a filter; a field on Query for this would be noise.
comment on constraint one_row_per_trial on ml_trials is '@behavior -single';

grant select on ml_trials to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_trials to pgaugur_worker;
