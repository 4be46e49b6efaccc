-- When a prediction should not be used, what live predictions were worth, and what operators ask for.

-- 'backfill': made after its outcome was known. Such a prediction proves nothing, however it came about.
alter table ml_predictions
  drop constraint known_origin,
  add constraint known_origin check (origin in ('holdout', 'live', 'backfill')),
  -- Sessions from the last one the model was trained with to the one it predicts from.
  add column model_age integer;
create index idx_ml_predictions_instrument_session on ml_predictions (instrument_id, prediction_date desc);

update ml_predictions p
set model_age =
      (select count(*) from stock_prices b
       where b.stock_id = p.instrument_id and b.trading_date_local > m.data_end_date and b.trading_date_local <= p.prediction_date)
    + (select count(*) from index_prices b
       where b.index_id = p.instrument_id and b.trading_date_local > m.data_end_date and b.trading_date_local <= p.prediction_date)
from ml_models m
where m.id = p.model_id;

-- Live predictions of histories that were loaded at once: their seventh session was there when their run began.
update ml_predictions p
set origin = 'backfill'
from ml_pipeline_runs r
where p.origin = 'live' and r.id = p.pipeline_run_id and p.actual_class is not null and p.target_date <= r.last_session;

-- What a model learned from, as bins that later sessions are counted into. Arrays are flat, feature by feature: 9 inner
-- edges, and 11 counts of which the last is that of missing values.
create table ml_drift_references (
  model_id bigint primary key references ml_models on delete cascade,
  sessions integer not null,
  feature_edges double precision[] not null,
  feature_counts integer[] not null,
  feature_noise double precision[] not null,
  score_edges double precision[] not null,
  score_counts integer[] not null,
  score_noise double precision not null,
  constraint nine_edges_per_feature check (cardinality(feature_edges) = 9 * cardinality(feature_noise)),
  constraint eleven_counts_per_feature check (cardinality(feature_counts) = 11 * cardinality(feature_noise)),
  constraint bins_of_scores check (cardinality(score_edges) = 9 and cardinality(score_counts) = 11)
);

-- How unlike its training range a model's newest sessions were, per session.
create table ml_drift (
  model_id bigint not null references ml_models on delete cascade,
  session date not null,
  sessions integer not null,
  score_psi double precision not null,
  score_noise double precision not null,
  drifted_share double precision not null,
  major_share double precision not null,
  worst_features jsonb not null,
  measured_at timestamptz not null default clock_timestamp(),
  primary key (model_id, session),
  constraint shares_of_features check (drifted_share between 0 and 1 and major_share between 0 and 1),
  constraint psi_is_not_negative check (score_psi >= 0)
);

-- What settled live predictions were worth: per model, and per instrument (model_id null), over the newest sessions
-- (null: all). Kept up to date by a trigger on ml_predictions; view track_record shows it.
create table ml_track_record (
  instrument_id integer not null references base_instruments on delete cascade,
  model_id bigint references ml_models on delete cascade,
  window_sessions integer,
  predictions integer not null,
  first_session date not null,
  last_session date not null,
  base_rate double precision not null,
  hit_rate double precision not null,
  hit_rate_interval double precision[],
  roc_auc double precision,
  roc_auc_interval double precision[],
  brier double precision not null,
  brier_interval double precision[],
  brier_of_base_rate double precision not null,
  calibration jsonb not null,
  calibration_error double precision not null,
  signals integer not null,
  transaction_cost double precision not null,
  signal_win_rate double precision,
  signal_return double precision,
  signal_return_interval double precision[],
  updated_at timestamptz not null default clock_timestamp(),
  constraint one_record_per_window unique nulls not distinct (instrument_id, model_id, window_sessions),
  constraint records_have_predictions check (predictions > 0)
);
create index ml_track_record_model on ml_track_record (model_id);

-- Sessions an operator wants the serving model's predictions of; consumed by the next prediction step.
create table ml_backfill_requests (
  id bigint generated always as identity primary key,
  instrument_id integer not null references base_instruments on delete cascade,
  first_session date not null,
  last_session date not null,
  requested_at timestamptz not null default clock_timestamp(),
  requested_by text not null default session_user,
  pipeline_run_id bigint references ml_pipeline_runs on delete set null,
  model_id bigint references ml_models on delete set null,
  finished_at timestamptz,
  predictions integer,
  constraint backfill_goes_forward check (first_session <= last_session)
);
create index ml_backfill_requests_open on ml_backfill_requests (instrument_id) where finished_at is null;
create index ml_backfill_requests_instrument on ml_backfill_requests (instrument_id);
create index ml_backfill_requests_run on ml_backfill_requests (pipeline_run_id);
create index ml_backfill_requests_model on ml_backfill_requests (model_id);

-- Models that a person put into production, against or beside what gate and comparison said.
create table ml_model_promotions (
  id bigint generated always as identity primary key,
  model_id bigint not null references ml_models on delete cascade,
  replaced_model_id bigint references ml_models on delete set null,
  reason text not null,
  promoted_by text not null default session_user,
  promoted_at timestamptz not null default clock_timestamp(),
  constraint promotions_have_a_reason check (btrim(reason) <> '')
);
create index ml_model_promotions_model on ml_model_promotions (model_id);
create index ml_model_promotions_replaced on ml_model_promotions (replaced_model_id);

alter table ml_pipeline_defaults
  add column maximum_model_age integer not null default 126,
  add column maximum_drift double precision not null default 0.4,
  add column maximum_score_drift double precision not null default 2,
  add constraint positive_maximum_model_age check (maximum_model_age >= 1),
  add constraint maximum_drift_is_a_share check (maximum_drift between 0 and 1),
  add constraint positive_maximum_score_drift check (maximum_score_drift > 0);
alter table ml_pipeline_policies
  add column maximum_model_age integer,
  add column maximum_drift double precision,
  add column maximum_score_drift double precision,
  add constraint positive_maximum_model_age check (maximum_model_age >= 1),
  add constraint maximum_drift_is_a_share check (maximum_drift between 0 and 1),
  add constraint positive_maximum_score_drift check (maximum_score_drift > 0);

-- Health and grid look at the newest runs and the newest checks.
create index ml_pipeline_runs_finished on ml_pipeline_runs (finished_at desc);
create index data_quality_metrics_newest on data_quality_metrics (instrument_id, metric_name, created_at desc);
