-- Which of the members of a pool will do better than the others of their day: a further model of a pooled training, and
-- what it says of each session of each member. A rank is not stored: it is the place among what the others were told,
-- and the last of them may be told it hours later.

create table ml_rank_models (
  id bigint generated always as identity primary key,
  pooled_model_id bigint not null references ml_pooled_models on delete cascade,
  pool text not null,
  model_type text not null,
  hyperparameters jsonb not null,
  feature_names jsonb not null,
  model_file_hash char(64) references ml_model_artifacts on delete restrict,
  calibration jsonb not null,
  engine text not null,
  device text not null,
  validation_roc_auc double precision,
  trials integer not null,
  training_records integer not null,
  training_end_date date not null,
  test_start_date date not null,
  test_days integer not null,
  rank_ic double precision,
  rank_ic_lower double precision,
  rank_ic_upper double precision,
  beyond_reversal double precision,
  beyond_reversal_lower double precision,
  beyond_reversal_upper double precision,
  metrics jsonb not null,
  gate_passed boolean not null,
  gate_reason text not null,
  training_duration_seconds double precision not null,
  trained_at timestamptz not null default clock_timestamp(),
  constraint one_rank_model_per_pooled_model unique (pooled_model_id),
  constraint ranked_behind_its_training check (training_end_date < test_start_date)
);
create index ml_rank_models_pool on ml_rank_models (pool, id desc);
create index ml_rank_models_file_hash on ml_rank_models (model_file_hash);

create table ml_relative_predictions (
  rank_model_id bigint not null references ml_rank_models on delete cascade,
  instrument_id integer not null references base_instruments on delete cascade,
  session date not null,
  relative_probability double precision not null,
  origin text not null,
  input_hash bytea not null,
  created_at timestamptz not null default now(),
  constraint ml_relative_predictions_pkey primary key (rank_model_id, session, instrument_id),
  constraint relative_probability_is_one check (relative_probability >= 0 and relative_probability <= 1),
  constraint known_relative_origin check (origin in ('holdout', 'live', 'hindsight', 'backfill'))
);
create index ml_relative_predictions_instrument on ml_relative_predictions (instrument_id, session desc);
