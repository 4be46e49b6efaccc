-- Models that learn from many instruments. A pool is a name that policies share; its training is a run of the pool, and
-- each member then judges the result by a run of its own, an adoption: same gate, same comparison with the champion.

alter table ml_pipeline_defaults
  add column model_scope text not null default 'own',
  add column pool text not null default 'all',
  add constraint known_model_scope check (model_scope in ('own', 'pooled', 'both')),
  add constraint pool_has_a_name check (pool <> '');
alter table ml_pipeline_policies
  add column model_scope text,
  add column pool text,
  add constraint known_model_scope check (model_scope in ('own', 'pooled', 'both')),
  add constraint pool_has_a_name check (pool <> '');

alter table ml_pipeline_runs
  alter column instrument_id drop not null,
  add column pool text,
  drop constraint known_run_kind,
  add constraint known_run_kind check (kind in ('training', 'prediction', 'pooled_training', 'adoption')),
  add constraint runs_are_of_an_instrument_or_a_pool check ((instrument_id is null) <> (pool is null)),
  add constraint only_pools_have_pooled_trainings check ((kind = 'pooled_training') = (pool is not null));
create unique index one_open_run_per_pool on ml_pipeline_runs (pool) where status in ('queued', 'running');
create index ml_pipeline_runs_pool on ml_pipeline_runs (pool, id desc) where pool is not null;

alter table ml_pipelines
  drop constraint known_pipeline,
  add constraint known_pipeline check (kind in ('training', 'prediction', 'pooled_training', 'adoption'));

-- One step per pipeline sums the run up, and pipelines share steps.
drop index one_step_states_the_outcome;

insert into ml_pipeline_steps (name, executor, max_attempts, timeout, pins_input, decides_training, states_outcome, description) values
  ('prepare_pooled_data', 'graphile_worker', 5, '30 minutes', false, false, false,
   'Lists the members that have what a training needs, and the last session of any of them.'),
  ('train_pooled_model', 'pg_boss', 3, '6 hours', false, false, true,
   'Searches the grid over the rows of all members, fits one model and stores its artifact.'),
  ('adopt_pooled_model', 'graphile_worker', 5, '10 minutes', false, false, false,
   'Makes the newest model of the instrument''s pool a candidate for the instrument.');

insert into ml_pipelines (kind, position, step) values
  ('pooled_training', 4, 'prepare_pooled_data'),
  ('pooled_training', 5, 'train_pooled_model'),
  ('adoption', 1, 'check_data_availability'),
  ('adoption', 2, 'extract_stock_data'),
  ('adoption', 3, 'engineer_features'),
  ('adoption', 4, 'adopt_pooled_model'),
  ('adoption', 6, 'validate_model'),
  ('adoption', 7, 'save_model_artifacts'),
  ('adoption', 8, 'run_backtesting'),
  ('adoption', 9, 'update_model_registry'),
  ('adoption', 10, 'generate_predictions'),
  ('adoption', 11, 'cleanup_old_models');

create table ml_pooled_models (
  id bigint generated always as identity primary key,
  pool text not null,
  pipeline_run_id bigint references ml_pipeline_runs on delete set null,
  model_type text not null,
  hyperparameters jsonb not null,
  feature_set_id smallint not null references ml_feature_sets on delete restrict,
  feature_names jsonb not null,
  model_file_hash char(64) references ml_model_artifacts on delete restrict,
  calibration jsonb not null,
  engine text not null,
  device text not null,
  validation_roc_auc double precision,
  member_count integer not null,
  training_records integer not null,
  validation_records integer not null,
  training_start_date date not null,
  training_end_date date not null,
  test_start_date date not null,
  data_end_date date not null,
  data_hash bytea not null,
  training_duration_seconds double precision not null,
  trained_at timestamptz not null default clock_timestamp(),
  constraint one_pooled_model_per_run unique (pipeline_run_id),
  constraint trained_before_its_test check (training_end_date < test_start_date)
);
create index ml_pooled_models_pool on ml_pooled_models (pool, id desc);
create index ml_pooled_models_file_hash on ml_pooled_models (model_file_hash);
create index ml_pooled_models_feature_set on ml_pooled_models (feature_set_id);

-- What each member gave, and what says whether it has changed since; also those that gave nothing, and why.
create table ml_pooled_model_members (
  pooled_model_id bigint not null references ml_pooled_models on delete cascade,
  instrument_id integer not null references base_instruments on delete cascade,
  labelled_rows integer not null,
  left_out_because text,
  first_session date,
  label_end_date date,
  label_hash bytea,
  primary key (pooled_model_id, instrument_id),
  constraint members_give_rows_or_a_reason check (
    labelled_rows >= 0 and (labelled_rows = 0) = (left_out_because is not null))
);
create index ml_pooled_model_members_instrument on ml_pooled_model_members (instrument_id);

-- The pooled model that an adoption took up: judged by this instrument, whatever came of it.
alter table ml_pipeline_runs
  add column pooled_model_id bigint references ml_pooled_models on delete set null;
create index ml_pipeline_runs_pooled_model on ml_pipeline_runs (pooled_model_id, instrument_id)
  where pooled_model_id is not null;

alter table ml_models
  add column scope text not null default 'own',
  add column pooled_model_id bigint references ml_pooled_models on delete set null,
  -- The first session that no label of a pooled training has looked at, by any member's calendar.
  add column unseen_from date,
  add constraint known_scope check (scope in ('own', 'pooled'));
create index ml_models_pooled_model on ml_models (pooled_model_id);

-- Its result gains a column.
drop function if exists start_step(bigint, text, text);
