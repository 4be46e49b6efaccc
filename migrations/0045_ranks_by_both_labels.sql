-- A large pool is ranked by two sets of trees, as research declares: on the relative label, and on whether prices rose,
-- which know the market. The second is kept beside the first, and what it says beside what the first says.
alter table ml_rank_models
  add column raw_file_hash char(64) references ml_model_artifacts on delete restrict,
  add column raw_feature_names jsonb,
  add constraint raw_trees_know_their_features check (raw_file_hash is null or raw_feature_names is not null);
create index ml_rank_models_raw_file_hash on ml_rank_models (raw_file_hash);

alter table ml_relative_predictions
  add column raw_score double precision,
  add constraint raw_score_is_one check (raw_score >= 0 and raw_score <= 1);
