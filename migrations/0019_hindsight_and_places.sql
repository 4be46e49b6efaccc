-- What was said after the open it speaks of is no live prediction, and why a model got its place is kept.

alter table ml_predictions
  drop constraint known_origin,
  add constraint known_origin check (origin in ('holdout', 'live', 'hindsight', 'backfill'));

-- Until now whatever was written before its seventh session came was called live. When it was written is known, and the
-- session it speaks of as well: by the calendar where that was kept, else by the bar that followed, else by weekdays
-- and holidays. The opening of a day is as function opening_time has it.
with zones as materialized (
  select name from pg_timezone_names
),
said as materialized (
  select p.id, p.created_at, e.market_open, z.name as zone, coalesce(
           p.entry_date,
           least((select min(b.trading_date_local) from stock_prices b
                  where b.stock_id = p.instrument_id and b.trading_date_local > p.prediction_date),
                 (select min(b.trading_date_local) from index_prices b
                  where b.index_id = p.instrument_id and b.trading_date_local > p.prediction_date)),
           (select min(day::date)
            from generate_series(p.prediction_date + 1, p.prediction_date + 14, interval '1 day') day
            where extract(isodow from day) < 6
              and not exists (select from exchange_holidays h
                              where h.exchange_id = i.exchange_id and h.holiday_date = day::date))) as entry
  from ml_predictions p
  join base_instruments i on i.id = p.instrument_id
  left join exchanges e on e.id = i.exchange_id
  left join countries c on c.id = e.country_id
  left join zones z on z.name = coalesce(e.timezone, c.timezone)
  where p.origin = 'live'
)
update ml_predictions p
set origin = 'hindsight'
from said s
where p.id = s.id
  and s.created_at >= case when s.zone is null then s.entry::timestamp at time zone 'UTC'
                           else (s.entry + coalesce(s.market_open, '00:00')) at time zone s.zone end;

-- The view loses the column that said so of each row; what reads it is made again with it.
drop view if exists portfolio_predictions, live_predictions;

-- Why the registry gave a model its place, with the rule it went by.
alter table ml_models add column place_reason text;
-- It answers with the reason, too.
drop function if exists register_candidate(bigint);
