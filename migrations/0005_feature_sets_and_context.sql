-- Feature sets live side by side: new models learn from the current one, older models go on reading theirs.
alter table ml_feature_sets add column is_supported boolean not null default true;

-- The indices that stand beside the instruments of an exchange, by slot; exchange null means every exchange without
-- rows of its own. While the table says nothing, view market_context chooses by itself.
create table ml_context_indices (
  id integer generated always as identity primary key,
  exchange_id integer references exchanges on delete cascade,
  slot smallint not null,
  index_id integer not null references base_instruments on delete cascade,
  volatility_index_id integer references base_instruments on delete set null,
  constraint one_index_per_exchange_and_slot unique nulls not distinct (exchange_id, slot),
  constraint slot_between_1_and_4 check (slot between 1 and 4),
  constraint index_is_not_its_own_volatility check (index_id <> volatility_index_id)
);
create index ml_context_indices_index on ml_context_indices (index_id);
create index ml_context_indices_volatility_index on ml_context_indices (volatility_index_id);

alter table ml_pipeline_defaults add column uses_market_context boolean not null default true;
alter table ml_pipeline_policies add column uses_market_context boolean;

-- Whether a feature of a model looked ahead, as found by recomputing stored rows without their future.
create table ml_lookahead_verdicts (
  model_id bigint not null references ml_models on delete cascade,
  feature_name text not null,
  passed boolean not null,
  rows_checked integer not null,
  rows_differing integer not null,
  first_differing_session date,
  largest_difference double precision,
  checked_at timestamptz not null default current_timestamp,
  primary key (model_id, feature_name),
  constraint passed_means_no_difference check (passed = (rows_differing = 0)),
  constraint differing_rows_were_checked check (rows_differing between 0 and rows_checked)
);

-- What says whether a model's training data changed: its last labelled session, the hash of the inputs up to it, and
-- the closes after it that its labels look at. Later indices may still arrive for the sessions behind.
alter table ml_models
  add column label_end_date date,
  add column label_hash bytea,
  add column label_closes double precision[];

-- Their arguments change.
drop function if exists reopen_predictions(integer, date);
drop function if exists skip_run(bigint, text, integer, text);
