-- What other programs forecast, as they said it. A ledger: rows come, and stay as they are.
create table external_predictions (
  id bigint generated always as identity constraint external_predictions_pkey primary key,
  model text not null,
  symbol text not null,
  exchange text,
  session date not null,
  probability double precision not null,
  instrument_id integer not null,
  origin text not null default 'claim',
  inserted_at timestamptz not null default clock_timestamp(),
  constraint external_predictions_instrument_id_fkey
    foreign key (instrument_id) references base_instruments on delete cascade,
  constraint an_external_model_speaks_once_of_a_session unique (instrument_id, model, session),
  constraint external_probability_is_one check (probability >= 0 and probability <= 1),
  constraint known_external_origin check (origin in ('live', 'claim'))
);

-- A model from elsewhere is a row of the registry. What it learned from, and when, only its makers know.
alter table ml_models
  alter column feature_set_id drop not null,
  alter column training_start_date drop not null,
  alter column training_end_date drop not null,
  alter column data_end_date drop not null,
  alter column data_hash drop not null,
  add column judged_at timestamptz,
  add column claims jsonb,
  drop constraint known_scope,
  add constraint known_scope check (scope in ('own', 'pooled', 'external')),
  add constraint we_know_what_ours_learned_from check (
    scope = 'external'
    or num_nulls(feature_set_id, training_start_date, training_end_date, data_end_date, data_hash) = 0),
  add constraint external_models_stay_beside check (
    scope <> 'external' or not is_production and status = 'active');
create index ml_models_external on ml_models (instrument_id) where scope = 'external';

alter table ml_predictions
  drop constraint known_origin,
  add constraint known_origin check (origin in ('holdout', 'live', 'hindsight', 'backfill', 'claim'));
