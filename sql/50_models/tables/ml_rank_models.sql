comment on table ml_rank_models is
  'Models that rank the members of a pool: trained with the pool''s model on a label of its own (is the growth above '
  'the median growth of its day?), and judged by the order of members within a day. Of a large pool a second set of '
  'trees, on whether prices rose and with the market''s features, has a vote in that order (raw_file_hash).';
comment on column ml_rank_models.pool is 'Name of the pool.';
comment on column ml_rank_models.model_file_hash is
  'SHA-256 of the artifact in hexadecimal; null once it was archived.';
comment on column ml_rank_models.raw_file_hash is
  E'@behavior -*\n'
  'SHA-256 of the artifact of the trees that know the market and say raw_score; null where the relative label orders '
  'alone, and once it was archived.';
comment on column ml_rank_models.raw_feature_names is
  E'@shape text[]\n'
  'The features of those trees, in their own order; null where there are none.';
comment on column ml_rank_models.validation_roc_auc is
  'Mean ROC-AUC of the chosen configuration over the folds, for the relative label; optimistic, the configuration was '
  'chosen by it.';
comment on column ml_rank_models.trials is 'Configurations that were compared.';
comment on column ml_rank_models.training_records is 'Rows the model was fitted on.';
comment on column ml_rank_models.training_end_date is
  'Last session the model was fitted on; its outcome was known before the test date.';
comment on column ml_rank_models.test_start_date is 'First session that it is judged by, and speaks of.';
comment on column ml_rank_models.test_days is
  'Sessions that it is judged by: those of at least five members.';
comment on column ml_rank_models.rank_ic is
  'Mean over test days of the correlation between the ranks of what it says and of what the seven sessions brought, in '
  '[-1, 1]; 0 knows nothing.';
comment on column ml_rank_models.rank_ic_lower is 'Lower end of its interval, by blocks of 21 days.';
comment on column ml_rank_models.rank_ic_upper is 'Upper end of its interval.';
comment on column ml_rank_models.beyond_reversal is
  'Its rank IC less that of seven-session reversal on the same days.';
comment on column ml_rank_models.beyond_reversal_lower is 'Lower end of its interval, on the same resamples.';
comment on column ml_rank_models.beyond_reversal_upper is 'Upper end of its interval.';
comment on column ml_rank_models.metrics is
  E'@shape rank_evaluation\n'
  'All figures of the test days, each as {value, lower, upper}: rankIc, icir, reversalRankIc, beyondReversal, '
  'turnover, spreadNet (growth of the top fifth less that of the bottom fifth in seven sessions, 0.1 % a fill paid).';
comment on column ml_rank_models.rank_group is
  'Whose median its label was: of the pool, or of the members of a sector or index, where five of them had the day.';
comment on column ml_rank_models.gate_passed is
  'Whether the lower bounds of rank_ic and of beyond_reversal are above 0.';
comment on column ml_rank_models.gate_reason is 'The same in a sentence.';
comment on column ml_rank_models.training_duration_seconds is 'How long search and fits took.';
call describe_other_columns('ml_rank_models', as_in => '{ml_pooled_models, ml_models}');

call name_relation('ml_rank_models', 'pooled_model_id', 'pooledModel', 'rankModel');

comment on constraint one_rank_model_per_pooled_model on ml_rank_models is
  E'@fieldName pooledModel\n@foreignFieldName rankModel\n@behavior -single';

grant select on ml_rank_models to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_rank_models to pgaugur_worker;
