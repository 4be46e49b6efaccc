-- Steps, their order, who executes them, how often they are tried and how long they may take: data.

create table ml_pipeline_steps (
  name text primary key,
  executor text not null,
  max_attempts smallint not null,
  timeout interval not null,
  pins_input boolean not null default false,
  decides_training boolean not null default false,
  states_outcome boolean not null default false,
  description text not null,
  constraint known_executor check (executor in ('graphile_worker', 'pg_boss')),
  constraint at_least_one_attempt check (max_attempts >= 1)
);
-- One step of a pipeline sums the run up.
create unique index one_step_states_the_outcome on ml_pipeline_steps (states_outcome) where states_outcome;

create table ml_pipelines (
  kind text not null,
  position smallint not null,
  step text not null references ml_pipeline_steps on delete restrict,
  primary key (kind, position),
  constraint one_place_per_step unique (kind, step),
  constraint known_pipeline check (kind in ('training', 'prediction'))
);

insert into ml_pipeline_steps (name, executor, max_attempts, timeout, pins_input, decides_training, description) values
  ('check_data_availability', 'graphile_worker', 5, '5 minutes', false, false,
   'Checks sessions, gaps, jumps and staleness; too little data ends the run as skipped.'),
  ('extract_stock_data', 'graphile_worker', 5, '5 minutes', true, false,
   'Pins the input: first and last session, row count and a hash of exactly the bars used.'),
  ('engineer_features', 'graphile_worker', 5, '30 minutes', false, true,
   'Computes the feature set and writes the rows that are missing or stale.'),
  ('prepare_training_data', 'graphile_worker', 5, '10 minutes', false, false,
   'Chronological train, validation and test ranges with purge; class balance; dropped columns.'),
  ('train_model', 'pg_boss', 3, '2 hours', false, false,
   'Searches the grid, fits the candidate and stores its artifact.'),
  ('validate_model', 'graphile_worker', 5, '10 minutes', false, false,
   'Scores the untouched test range and records whether the gate is passed.'),
  ('save_model_artifacts', 'graphile_worker', 5, '10 minutes', false, false,
   'Model card, importances and the predictions for every session of the holdout.'),
  ('run_backtesting', 'graphile_worker', 5, '10 minutes', false, false,
   'Trades the holdout predictions with 7-session holdings and costs.'),
  ('update_model_registry', 'graphile_worker', 5, '5 minutes', false, false,
   'Promotes the candidate when the gate is passed; at most one production model per instrument.'),
  ('generate_predictions', 'graphile_worker', 5, '10 minutes', false, false,
   'Scores every session that lacks a prediction with the serving model.'),
  ('cleanup_old_models', 'graphile_worker', 5, '10 minutes', false, false,
   'Archives old models and prunes artifacts that no model points to.');

update ml_pipeline_steps set states_outcome = true where name = 'generate_predictions';

insert into ml_pipelines (kind, position, step) values
  ('training', 1, 'check_data_availability'),
  ('training', 2, 'extract_stock_data'),
  ('training', 3, 'engineer_features'),
  ('training', 4, 'prepare_training_data'),
  ('training', 5, 'train_model'),
  ('training', 6, 'validate_model'),
  ('training', 7, 'save_model_artifacts'),
  ('training', 8, 'run_backtesting'),
  ('training', 9, 'update_model_registry'),
  ('training', 10, 'generate_predictions'),
  ('training', 11, 'cleanup_old_models'),
  ('prediction', 1, 'check_data_availability'),
  ('prediction', 2, 'extract_stock_data'),
  ('prediction', 3, 'engineer_features'),
  ('prediction', 10, 'generate_predictions');

-- Policy: one row of defaults, and per instrument the values that differ.
create table ml_pipeline_defaults (
  only_row boolean primary key default true constraint one_row_of_defaults check (only_row),
  is_paused boolean not null default false,
  minimum_sessions integer not null default 750,
  minimum_quality_score double precision not null default 0.5,
  quiet_period interval not null default '1 second',
  maximum_quiet_period interval not null default '1 minute',
  retrain_after_sessions integer not null default 63,
  minimum_roc_auc double precision not null default 0.55,
  probability_threshold double precision not null default 0.6,
  transaction_cost double precision not null default 0.001,
  initial_capital numeric(15,2) not null default 10000,
  kept_models integer not null default 5,
  constraint positive_minimum_sessions check (minimum_sessions >= 1),
  constraint minimum_quality_score_is_a_share check (minimum_quality_score between 0 and 1),
  constraint quiet_periods_are_not_negative check (quiet_period >= '0' and maximum_quiet_period >= '0'),
  constraint positive_retrain_after_sessions check (retrain_after_sessions >= 1),
  constraint threshold_between_half_and_one check (probability_threshold > 0.5 and probability_threshold < 1),
  constraint sensible_minimum_roc_auc check (minimum_roc_auc between 0 and 1),
  constraint non_negative_transaction_cost check (transaction_cost >= 0 and transaction_cost < 1),
  constraint positive_initial_capital check (initial_capital > 0),
  constraint keeps_at_least_one_model check (kept_models >= 1)
);
insert into ml_pipeline_defaults default values;

create table ml_pipeline_policies (
  instrument_id integer primary key references base_instruments on delete cascade,
  is_paused boolean,
  minimum_sessions integer,
  minimum_quality_score double precision,
  quiet_period interval,
  maximum_quiet_period interval,
  retrain_after_sessions integer,
  minimum_roc_auc double precision,
  probability_threshold double precision,
  transaction_cost double precision,
  initial_capital numeric(15,2),
  kept_models integer,
  constraint positive_minimum_sessions check (minimum_sessions >= 1),
  constraint minimum_quality_score_is_a_share check (minimum_quality_score between 0 and 1),
  constraint quiet_periods_are_not_negative check (quiet_period >= '0' and maximum_quiet_period >= '0'),
  constraint positive_retrain_after_sessions check (retrain_after_sessions >= 1),
  constraint threshold_between_half_and_one check (probability_threshold > 0.5 and probability_threshold < 1),
  constraint sensible_minimum_roc_auc check (minimum_roc_auc between 0 and 1),
  constraint non_negative_transaction_cost check (transaction_cost >= 0 and transaction_cost < 1),
  constraint positive_initial_capital check (initial_capital > 0),
  constraint keeps_at_least_one_model check (kept_models >= 1)
);

-- Requests of statements whose transaction is still open: consumed when it commits, gone when it rolls back.
create table ml_run_requests (
  id bigint generated always as identity primary key,
  transaction_id xid8 not null default pg_current_xact_id(),
  instrument_ids integer[] not null,
  reason text not null
);
create index ml_run_requests_transaction on ml_run_requests (transaction_id);

create table ml_pipeline_runs (
  id bigint generated always as identity primary key,
  instrument_id integer not null references base_instruments on delete cascade,
  kind text not null,
  status text not null default 'queued',
  reason text not null,
  look_again boolean not null default false,
  then_train text,
  requested_at timestamptz not null default clock_timestamp(),
  last_requested_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  outcome text,
  first_session date,
  last_session date,
  session_count integer,
  content_hash bytea,
  constraint known_run_kind check (kind in ('training', 'prediction')),
  constraint known_run_status check (status in ('queued', 'running', 'succeeded', 'skipped', 'failed', 'cancelled')),
  constraint finished_runs_have_an_end check (
    (status in ('queued', 'running')) = (finished_at is null))
);
create unique index one_open_run_per_instrument on ml_pipeline_runs (instrument_id)
  where status in ('queued', 'running');
create index ml_pipeline_runs_instrument on ml_pipeline_runs (instrument_id, id desc);

create table ml_pipeline_tasks (
  run_id bigint not null references ml_pipeline_runs on delete cascade,
  step text not null references ml_pipeline_steps on delete restrict,
  position smallint not null,
  status text not null default 'queued',
  attempt smallint not null default 0,
  attempt_limit smallint not null,
  host text,
  queued_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  finished_at timestamptz,
  summary text,
  output jsonb,
  errors jsonb not null default '[]',
  primary key (run_id, step),
  constraint known_task_status check (status in ('queued', 'running', 'succeeded', 'skipped', 'failed', 'cancelled'))
);
create index ml_pipeline_tasks_step on ml_pipeline_tasks (step);

-- Worker processes that take jobs: each holds an advisory lock on its pool for as long as it lives.
create table ml_worker_pools (
  pool_id text primary key,
  host text not null,
  process_id integer not null,
  started_at timestamptz not null default clock_timestamp()
);
