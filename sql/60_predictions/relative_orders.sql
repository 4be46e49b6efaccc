-- What orders the members of a day: one formula for the ranks that are shown, for what became of them, and for
-- portfolios. A place is one among what was said alike, live beside live: whoever joins a pool is told of its past days
-- too, after the fact, and what others were told in time must not move for it. Places are counted in halves, so that
-- members whom both labels put level are level, as in src/learn/ranking/added_places.ts. The count up to a row holds
-- its equals, which makes their mean place.
-- Day by day, so that conditions on days, models and pools reach the table, who reads in the order of its key works out
-- no day that is not shown, and what is sorted are the few columns of one day: with the day, the pool and the origin
-- among the keys of each window it took twice as long.
create or replace view relative_orders as
select d.rank_model_id, o.instrument_id, d.session, m.pool, o.relative_probability, o.raw_score, d.origin,
       o.actual_growth_7d, d.ranked, d.by_both, o.standing, o.rank
from (
  select p.rank_model_id, p.session, p.origin, count(*) as ranked, count(p.raw_score) = count(*) as by_both
  from ml_relative_predictions p
  group by p.rank_model_id, p.session, p.origin) d
join ml_rank_models m on m.id = d.rank_model_id
cross join lateral (
  select s.*, rank() over (order by s.standing desc) as rank
  from (
    select p.instrument_id, p.relative_probability, p.raw_score, p.actual_growth_7d,
           case when d.by_both then (p.relative + p.raw) / (2 * d.ranked)
                else p.relative / d.ranked end as standing
    from (
      select p.*, (rank() over by_relative + count(*) over by_relative) / 2.0::double precision as relative,
             (rank() over by_raw + count(*) over by_raw) / 2.0::double precision as raw
      from ml_relative_predictions p
      where p.rank_model_id = d.rank_model_id and p.session = d.session and p.origin = d.origin
      window by_relative as (order by p.relative_probability), by_raw as (order by p.raw_score)) p) s) o;

comment on view relative_orders is
  'What rank models said, with the standing of each member among those of its day and origin, above 0 and at most 1: '
  'the mean of its places by relative_probability and by raw_score where all of them have both, else its place by '
  'relative_probability. rank is 1 for the highest, whatever the number of members.';

grant select on relative_orders to pgaugur_worker;
