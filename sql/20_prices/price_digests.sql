-- What is stored of each instrument, in one row: newest session, number of sessions, and a sum over the hashes of its
-- bars. One pass over the prices, in parallel where Postgres sees fit; of one instrument, by index. The sum does not
-- depend on the order of the rows, and equal numbers hash alike, whatever their scale: 10.5 is 10.50. It is compared
-- with what the same function made of these prices before and means nothing else, so that a Postgres that hashed in
-- another way would cost each instrument one run.
create or replace view price_digests as
select b.instrument_id, max(b.trading_date) as newest_session, count(*)::integer as session_count,
       sum(hash_record_extended(
         row(b.trading_date, b.open_price, b.high_price, b.low_price, b.close_price, b.volume, b.split_factor,
             b.dividend_amount), 0)) as digest
from price_bars b
group by b.instrument_id;

revoke all on price_digests from public;
