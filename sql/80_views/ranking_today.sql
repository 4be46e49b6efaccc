-- Of each pool the newest session that five members and half of those in it have spoken of: while the first prices of
-- an evening arrive, the ranking is yesterday's, and not one of the five who came early.
create or replace view ranking_today as
select r.instrument_id, r.symbol, r.pool, r.session, r.rank, r.ranked, r.relative_probability, r.origin,
       newest.id as rank_model_id, newest.rank_ic, newest.gate_passed, newest.gate_reason
from (
  select distinct on (m.pool) m.* from ml_rank_models m
  where m.model_file_hash is not null
  order by m.pool, m.id desc) newest
-- Counted once for a pool, not once for each session.
cross join lateral (select array_agg(m) as ids from pool_members(newest.pool) as m offset 0) members
cross join lateral (
  select p.session from ml_relative_predictions p
  where p.rank_model_id = newest.id
  group by p.session
  having count(*) >= greatest(5, cardinality(members.ids) / 2.0)
  order by p.session desc
  limit 1) last
join daily_ranks r on r.rank_model_id = newest.id and r.session = last.session
where r.instrument_id = any (members.ids);

comment on view ranking_today is
  E'@primaryKey instrument_id\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName rankingToday\n'
  '@foreignKey (rank_model_id) references ml_rank_models (id)|@fieldName rankModel|@backwardBehavior -*\n'
  'Which members of a pool first: the order of the newest session that five of them, and half of all, have a relative '
  'probability for, by the newest rank model. Whether that order was worth anything on days it was not made for says '
  'gate_passed.';
comment on column ranking_today.session is E'@notNull\nThe session after whose close it was said.';
comment on column ranking_today.rank is
  E'@notNull\n1 for the member most likely to do better than the others; equal probabilities share a rank.';
comment on column ranking_today.relative_probability is
  E'@notNull\nProbability in [0, 1] that the member''s growth over seven sessions is above the median of the pool''s.';
comment on column ranking_today.origin is
  E'@notNull\nholdout (a session that the model is judged by), live (written before the open of the next session), '
  'hindsight or backfill, as of predictions.';
comment on column ranking_today.gate_passed is
  E'@notNull\nWhether the order was better than chance and than seven-session reversal on the model''s test days.';
call describe_other_columns(
  'ranking_today', as_in => '{daily_ranks, ml_rank_models}',
  not_null => '{instrument_id, symbol, pool, ranked, rank_model_id, gate_reason}');

grant select on ranking_today to pgaugur_reader, pgaugur_worker;
