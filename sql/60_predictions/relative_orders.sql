-- What orders the members of a day: one formula for the ranks that are shown, for what became of them, and for
-- portfolios. Places are counted in halves, so that members whom both labels put level are level
-- (src/learn/ranking/added_places.ts). The count up to a row holds its equals, which makes their mean place.
-- The windows are those of each day, so that conditions on days, models and pools reach the table.
create or replace view relative_orders as
select o.rank_model_id, o.instrument_id, o.session, o.pool, o.relative_probability, o.raw_score, o.origin,
       o.actual_growth_7d, o.ranked,
       case when o.with_raw = o.ranked then (o.relative_place + o.raw_place) / (2 * o.ranked)
            else o.relative_place / o.ranked end as standing
from (
  select p.rank_model_id, p.instrument_id, p.session, m.pool, p.relative_probability, p.raw_score, p.origin,
         p.actual_growth_7d,
         count(*) over of_day as ranked, count(p.raw_score) over of_day as with_raw,
         (rank() over by_relative + count(*) over by_relative) / 2.0::double precision as relative_place,
         (rank() over by_raw + count(*) over by_raw) / 2.0::double precision as raw_place
  from ml_relative_predictions p
  join ml_rank_models m on m.id = p.rank_model_id
  window of_day as (partition by p.rank_model_id, m.pool, p.session),
         by_relative as (of_day order by p.relative_probability),
         by_raw as (of_day order by p.raw_score)) o;

comment on view relative_orders is
  'What rank models said, with the standing of each member among those of its day, above 0 and at most 1: the mean of '
  'its places by relative_probability and by raw_score where all of the day have both, else its place by '
  'relative_probability.';

grant select on relative_orders to pgaugur_worker;
