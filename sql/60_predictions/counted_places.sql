-- What orders the members of a day: one formula for the ranks that are shown, for what became of them, and for
-- portfolios. A place is one among what was said alike, live beside live: whoever joins a pool is told of its past days
-- too, after the fact, and what others were told in time must not move for it. Places are counted in halves, so that
-- members whom both labels put level are level, as in src/learn/ranking/added_places.ts. The count up to a row holds
-- its equals, which makes their mean place.
-- Of days that somebody has no place of yet, and of all who were spoken of on them. Day by day, so that conditions on
-- days, models and pools reach the table, and what is sorted are the few columns of one day: with the day and the
-- origin among the keys of each window it took twice as long.
create or replace view counted_places as
select d.rank_model_id, o.instrument_id, d.session, d.origin, o.relative_probability, o.raw_score, o.actual_growth_7d,
       o.standing, o.rank, o.ranked, o.by_both
from (
  select p.rank_model_id, p.session, p.origin
  from ml_relative_predictions p
  where p.rank is null
  group by p.rank_model_id, p.session, p.origin) d
cross join lateral (
  select s.*, rank() over (order by s.standing desc)::integer as rank
  from (
    select p.instrument_id, p.relative_probability, p.raw_score, p.actual_growth_7d, p.ranked, p.by_both,
           case when p.by_both then (p.relative + p.raw) / (2 * p.ranked) else p.relative / p.ranked end as standing
    from (
      select p.*, count(*) over ()::integer as ranked, count(p.raw_score) over () = count(*) over () as by_both,
             (rank() over by_relative + count(*) over by_relative) / 2.0::double precision as relative,
             (rank() over by_raw + count(*) over by_raw) / 2.0::double precision as raw
      from (
        select p.instrument_id, p.relative_probability, p.raw_score, p.actual_growth_7d
        from ml_relative_predictions p
        where p.rank_model_id = d.rank_model_id and p.session = d.session and p.origin = d.origin) p
      window by_relative as (order by p.relative_probability), by_raw as (order by p.raw_score)) p) s) o;

comment on view counted_places is
  'The order of days whose places are not all written down yet, worked out.';

grant select on counted_places to pgaugur_worker;
