-- What is stored of each instrument, in one row: newest session, number of sessions, and a sum over the hashes of its
-- bars. One pass over the prices, in parallel where Postgres sees fit; of one instrument, by index. The sum does not
-- depend on the order of the rows, and equal numbers hash alike, whatever their scale: 10.5 is 10.50. It is compared
-- with what the same view made of these prices before and means nothing else, so that a Postgres that hashed in another
-- way would cost each instrument one run. Not of price_bars, whose casts would take as long as the rest.
create or replace view price_digests as
select b.instrument_id, max(b.trading_date) as newest_session, count(*)::integer as session_count, sum(b.hash) as digest
from (
  select stock_id as instrument_id, trading_date_local as trading_date,
         hash_record_extended(
           row(trading_date_local, open_price, high_price, low_price, close_price, volume, split_factor,
               dividend_amount), 0) as hash
  from stock_prices
  union all
  select index_id, trading_date_local,
         hash_record_extended(
           row(trading_date_local, open_value, high_value, low_value, close_value, trading_volume), 0)
  from index_prices) b
group by b.instrument_id;

revoke all on price_digests from public;
