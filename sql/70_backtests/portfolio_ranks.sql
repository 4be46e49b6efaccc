-- What a portfolio ranks by, as portfolio_predictions has it of probabilities: of each session of a pool what the model
-- that first spoke of it live said, and on sessions before the pool's first live one what its newest model said of its
-- holdout. One model a session: what two models say of two members does not order them.
create or replace view portfolio_ranks as
select o.instrument_id, said.session, o.standing as probability, said.origin, said.rank_model_id, said.pool
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
join relative_orders o
  on o.rank_model_id = said.rank_model_id and o.session = said.session and o.origin = said.origin;

comment on view portfolio_ranks is
  'What a portfolio ranks by: the standing of each member among those of its day, said live by the model that spoke '
  'first; before that, of the holdout of the newest rank model of the pool.';

grant select on portfolio_ranks to pgaugur_worker;
