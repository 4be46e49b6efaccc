-- Every session of every member with its place of the day.
create or replace view daily_ranks as
select o.rank_model_id, o.instrument_id, i.symbol, o.session, o.pool, o.relative_probability,
       case when o.ranked >= 5 then o.rank end as rank, o.ranked, o.origin, o.raw_score
from relative_orders o
join base_instruments i on i.id = o.instrument_id;

comment on view daily_ranks is
  E'@primaryKey rank_model_id,session,instrument_id\n'
  '@foreignKey (rank_model_id) references ml_rank_models (id)|@fieldName rankModel|@backwardBehavior -*\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@backwardBehavior -*\n'
  'What rank models said of each session, and the place of each member among the others of the day that were spoken of '
  'alike: live ones among live ones, whoever joins the pool later.';
comment on column daily_ranks.session is E'@notNull\nThe session after whose close it was said.';
comment on column daily_ranks.relative_probability is
  E'@notNull\nProbability in [0, 1] that the member''s growth over seven sessions is above the median of the pool''s.';
comment on column daily_ranks.origin is
  E'@notNull\nholdout (a session that the model is judged by), live (written before the open of the next session), '
  'hindsight or backfill, as of predictions.';
comment on column daily_ranks.rank is
  '1 for the member most likely to do better than the others: by the mean of its places by relative_probability and by '
  'raw_score where all that it is ranked among have both, else by relative_probability. Equals share a rank. Null '
  'where fewer than five are ranked.';
comment on column daily_ranks.ranked is
  E'@notNull\nMembers that it is ranked among: those of the day with the same origin.';
comment on column daily_ranks.pool is E'@notNull\nName of the pool.';
call describe_other_columns(
  'daily_ranks', as_in => '{ml_relative_predictions, base_instruments}',
  not_null => '{rank_model_id, instrument_id, symbol}');

grant select on daily_ranks to pgaugur_reader, pgaugur_worker;
