-- What a portfolio ranks by, as portfolio_predictions has it of probabilities: of each session of a pool what the model
-- that first spoke of it live said, and on sessions before the pool's first live one what its newest model said of its
-- holdout. One model a session: what two models say of two members does not order them.
create or replace view portfolio_ranks as
select o.instrument_id, said.session,
       case when o.by_both then o.standing else o.relative_probability end as probability, said.origin,
       said.rank_model_id, said.pool
from (
  select m.pool, l.session, 'live' as origin, min(l.rank_model_id) as rank_model_id
  from ml_relative_predictions l
  join ml_rank_models m on m.id = l.rank_model_id
  where l.origin = 'live'
  group by m.pool, l.session
  union all
  select newest.pool, h.session, 'holdout', newest.id
  from (select distinct on (m.pool) m.id, m.pool from ml_rank_models m order by m.pool, m.id desc) newest
  cross join lateral (
    select coalesce(min(l.session), 'infinity') as first_session
    from ml_rank_models m join ml_relative_predictions l on l.rank_model_id = m.id and l.origin = 'live'
    where m.pool = newest.pool) live
  join ml_relative_predictions h
    on h.rank_model_id = newest.id and h.origin = 'holdout' and h.session < live.first_session
  group by newest.pool, h.session, newest.id) said
-- Lateral: of a join the order would be worked out of all that any model has said.
cross join lateral (
  select d.instrument_id, d.standing, d.by_both, d.relative_probability from relative_orders d
  where d.rank_model_id = said.rank_model_id and d.session = said.session and d.origin = said.origin
  offset 0) o;

comment on view portfolio_ranks is
  'What a portfolio ranks by: what the model that spoke first said live, and before that what the newest rank model of '
  'the pool said of its holdout. That is the standing of a member among those of its day where both labels order them, '
  'else the relative probability.';

grant select on portfolio_ranks to pgaugur_worker;
