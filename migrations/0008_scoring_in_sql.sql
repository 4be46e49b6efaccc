-- The trees of boosted models as arrays, one entry per node, all trees of an artifact one after the other: what scoring
-- in SQL walks through. Derived from the artifact, and gone with it.
create table ml_model_trees (
  artifact_sha256 char(64) primary key references ml_model_artifacts on delete cascade,
  feature_count integer not null,
  base_margin real not null,
  roots integer[] not null,
  split_features integer[] not null,
  split_conditions real[] not null,
  left_children integer[] not null,
  right_children integer[] not null,
  default_left boolean[] not null,
  constraint one_entry_per_node check (
    cardinality(split_features) = cardinality(split_conditions)
    and cardinality(left_children) = cardinality(split_conditions)
    and cardinality(right_children) = cardinality(split_conditions)
    and cardinality(default_left) = cardinality(split_conditions))
);
