-- What became of ranks that were said live: the growth of each member, and of each day how well its order fitted.

alter table ml_relative_predictions add column actual_growth_7d double precision;
create index ml_relative_predictions_open on ml_relative_predictions (session)
  where origin = 'live' and actual_growth_7d is null;

create table ml_rank_days (
  pool text not null,
  session date not null,
  rank_model_id bigint not null references ml_rank_models on delete cascade,
  members integer not null,
  rank_ic double precision not null,
  spread double precision not null,
  top_fifth integer[] not null,
  bottom_fifth integer[] not null,
  settled_at timestamptz not null default clock_timestamp(),
  constraint ml_rank_days_pkey primary key (pool, session),
  constraint enough_to_rank check (members >= 5),
  constraint rank_ic_is_a_correlation check (rank_ic >= -1.000001 and rank_ic <= 1.000001),
  constraint fifths_are_equal check (cardinality(top_fifth) = cardinality(bottom_fifth))
);
create index ml_rank_days_model on ml_rank_days (rank_model_id);

-- Whose median a relative label is above.
alter table ml_pipeline_defaults
  add column rank_group text not null default 'pool',
  add constraint known_rank_group check (rank_group in ('pool', 'sector', 'index'));
alter table ml_rank_models
  add column rank_group text not null default 'pool',
  add constraint known_rank_group check (rank_group in ('pool', 'sector', 'index'));
