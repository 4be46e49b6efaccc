-- What orders the members of a day: one formula for the ranks that are shown, for what became of them, and for
-- portfolios. A place is one among what was said alike, live beside live: whoever joins a pool is told of its past days
-- too, after the fact, and what others were told in time must not move for it. Places are counted in halves, so that
-- members whom both labels put level are level, as in src/learn/ranking/added_places.ts. The count up to a row holds
-- its equals, which makes their mean place.
-- The windows are those of each day, so that conditions on days, models and pools reach the table, and go along its
-- key, so that who reads some days in that order has no others sorted.
create or replace view relative_orders as
select s.rank_model_id, s.instrument_id, s.session, s.pool, s.relative_probability, s.raw_score, s.origin,
       s.actual_growth_7d, s.ranked, s.with_raw = s.ranked as by_both, s.standing,
       rank() over (partition by s.rank_model_id, s.session, s.pool, s.origin order by s.standing desc) as rank
from (
  select o.*, case when o.with_raw = o.ranked then (o.relative_place + o.raw_place) / (2 * o.ranked)
                   else o.relative_place / o.ranked end as standing
  from (
    select p.rank_model_id, p.instrument_id, p.session, m.pool, p.relative_probability, p.raw_score, p.origin,
           p.actual_growth_7d, count(*) over of_day as ranked, count(p.raw_score) over of_day as with_raw,
           (rank() over by_relative + count(*) over by_relative) / 2.0::double precision as relative_place,
           (rank() over by_raw + count(*) over by_raw) / 2.0::double precision as raw_place
    from ml_relative_predictions p
    join ml_rank_models m on m.id = p.rank_model_id
    window of_day as (partition by p.rank_model_id, p.session, m.pool, p.origin),
           by_relative as (of_day order by p.relative_probability),
           by_raw as (of_day order by p.raw_score)) o) s;

comment on view relative_orders is
  'What rank models said, with the standing of each member among those of its day and origin, above 0 and at most 1: '
  'the mean of its places by relative_probability and by raw_score where all of them have both, else its place by '
  'relative_probability. rank is 1 for the highest, whatever the number of members.';

grant select on relative_orders to pgaugur_worker;
