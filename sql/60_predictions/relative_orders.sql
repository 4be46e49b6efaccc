-- Places are read where they are written down, and worked out where they are not. One that is written down counts only
-- while every member of the day has one: who comes late opens the day again by being there, and nothing has to be told
-- of it. So it is enough that place_ranks comes round now and then.
-- Both halves are in the order of the key, so that who reads in it works out no day that is not shown.
create or replace view relative_orders as
select o.rank_model_id, o.instrument_id, o.session, m.pool, o.relative_probability, o.raw_score, o.origin,
       o.actual_growth_7d, o.ranked::bigint as ranked, o.by_both, o.standing, o.rank::bigint as rank
from (
  (select p.rank_model_id, p.instrument_id, p.session, p.origin, p.relative_probability, p.raw_score,
          p.actual_growth_7d, p.standing, p.rank, p.ranked, p.by_both
   from ml_relative_predictions p
   where p.rank is not null
     and not exists (
       select from ml_relative_predictions u
       where u.rank is null and u.rank_model_id = p.rank_model_id and u.session = p.session and u.origin = p.origin)
   order by p.rank_model_id, p.session, p.instrument_id)
  union all
  (select o.rank_model_id, o.instrument_id, o.session, o.origin, o.relative_probability, o.raw_score,
          o.actual_growth_7d, o.standing, o.rank, o.ranked, o.by_both
   from counted_places o
   order by o.rank_model_id, o.session, o.instrument_id)) o
join ml_rank_models m on m.id = o.rank_model_id;

comment on view relative_orders is
  'What rank models said, with the standing of each member among those of its day and origin, above 0 and at most 1: '
  'the mean of its places by relative_probability and by raw_score where all of them have both, else its place by '
  'relative_probability. rank is 1 for the highest, whatever the number of members.';

grant select on relative_orders to pgaugur_worker;
