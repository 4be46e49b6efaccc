-- What today's prices say of each prediction, beside what was written down: the session that its seventh came to be and
-- the growth until then, null while that is to come. A split in between counts: the outcome is that of the share,
-- whatever its price is quoted per. Dividends do not.
create or replace view outcomes_today as
select p.id, p.instrument_id, p.target_date, p.actual_class, p.actual_growth_7d, p.updated_at, o.settled_on, o.growth
from ml_predictions p
left join lateral (
  select later.trading_date as settled_on,
         later.close_price::double precision * later.shares / made.close_price::double precision as growth
  from (
      select b.close_price from price_bars b
      where b.instrument_id = p.instrument_id and b.trading_date = p.prediction_date and b.close_price > 0) made
  cross join (
      select b.trading_date, b.close_price,
             product(b.split_factor) over (order by b.trading_date rows unbounded preceding) as shares
      from price_bars b
      where b.instrument_id = p.instrument_id and b.trading_date > p.prediction_date
      order by b.trading_date
      limit 1 offset p.prediction_horizon_days - 1) later) o on true;

comment on view outcomes_today is
  'The outcome of each prediction by the prices there are now, beside the one that was written down.';

revoke all on outcomes_today from public;
