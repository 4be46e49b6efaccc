-- The place of a member among those of its day is written down when the day is over: who reads one instrument's places
-- need not order all members of all its days. Those of before are placed by the job place_ranks.

alter table ml_relative_predictions
  add column standing double precision,
  add column rank integer,
  add column ranked integer,
  add column by_both boolean,
  add constraint placed_as_a_whole check (num_nulls(standing, rank, ranked, by_both) in (0, 4)),
  add constraint standing_is_a_share check (standing > 0 and standing <= 1),
  add constraint rank_is_among_ranked check (rank between 1 and ranked);
create index ml_relative_predictions_unplaced on ml_relative_predictions (rank_model_id, session, origin)
  where rank is null;
