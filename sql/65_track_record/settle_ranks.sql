-- Ranks settle with the predictions of their members: both are said after the same close, and look at the same seventh
-- session. Nightly, since a day is worth something when all of its members have come.

-- How well the order of a day fitted, of what the model said that first spoke of it live: the formulas of
-- src/learn/ranking/daily_order.ts. No row below five members that settled, or half of those spoken of, nor where all
-- grew alike.
create or replace function settled_rank_day(pool text, session date)
returns table (rank_model_id bigint, members integer, rank_ic double precision, spread double precision,
               top_fifth integer[], bottom_fifth integer[])
language sql stable
set search_path from current
as $$
  with first_model as (
    select min(p.rank_model_id) as id
    from ml_relative_predictions p
    join ml_rank_models m on m.id = p.rank_model_id
    where m.pool = settled_rank_day.pool and p.session = settled_rank_day.session and p.origin = 'live'
  ),
  said as (
    select o.instrument_id, o.standing as said, o.actual_growth_7d as growth, count(*) over () as spoken
    from relative_orders o
    where o.rank_model_id = (select f.id from first_model f) and o.session = settled_rank_day.session
      and o.origin = 'live'
  ),
  placed as (
    select s.*, count(*) over () as settled, count(*) over () / 5 as fifth,
           row_number() over (order by s.said, s.instrument_id) as place,
           -- Ties at their mean rank.
           rank() over (order by s.said)
             + (count(*) over (partition by s.said) - 1) / 2.0::double precision as said_rank,
           rank() over (order by s.growth)
             + (count(*) over (partition by s.growth) - 1) / 2.0::double precision as growth_rank
    from said s
    where s.growth is not null
  )
  select f.id, max(p.settled)::integer, coalesce(corr(p.said_rank, p.growth_rank), 0),
         avg(p.growth) filter (where p.place > p.settled - p.fifth) - avg(p.growth) filter (where p.place <= p.fifth),
         array_agg(p.instrument_id order by p.place) filter (where p.place > p.settled - p.fifth),
         array_agg(p.instrument_id order by p.place) filter (where p.place <= p.fifth)
  from placed p
  cross join first_model f
  group by f.id
  having max(p.settled) >= 5 and max(p.settled) * 2 >= max(p.spoken) and min(p.growth) < max(p.growth)
$$;

revoke all on function settled_rank_day(text, date) from public;

-- Writes down what became of ranks that were said live, as the outcomes of predictions say: of open ones, and of the
-- last quarter once more, whose prices may have been corrected; and the days that this changes. Returns how many days.
create or replace function settle_ranks()
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  changed record;
  days integer := 0;
begin
  for changed in
    with outcomes as materialized (
      select p.rank_model_id, p.session, p.instrument_id, o.growth
      from ml_relative_predictions p
      -- Where none of its predictions is left, what was written down stays.
      cross join lateral (
        select q.actual_growth_7d as growth from ml_predictions q
        where q.instrument_id = p.instrument_id and q.prediction_date = p.session
        order by q.actual_growth_7d is null, q.id
        limit 1) o
      where p.origin = 'live'
        and (p.actual_growth_7d is null or p.session >= (statement_timestamp() at time zone 'UTC')::date - 100)
        and o.growth is distinct from p.actual_growth_7d
    ),
    written as (
      update ml_relative_predictions p set actual_growth_7d = o.growth
      from outcomes o
      where p.rank_model_id = o.rank_model_id and p.session = o.session and p.instrument_id = o.instrument_id
      returning p.rank_model_id, p.session
    )
    select distinct m.pool, w.session
    from written w join ml_rank_models m on m.id = w.rank_model_id
    order by m.pool, w.session
  loop
    delete from ml_rank_days d where d.pool = changed.pool and d.session = changed.session;
    insert into ml_rank_days (pool, session, rank_model_id, members, rank_ic, spread, top_fifth, bottom_fifth)
    select changed.pool, changed.session, d.* from settled_rank_day(changed.pool, changed.session) d;
    days := days + 1;
  end loop;
  return days;
end
$$;

grant execute on function settle_ranks() to pgaugur_worker;
