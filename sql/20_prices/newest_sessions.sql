-- The newest session with prices of each instrument. Both tables are asked by themselves, by index: through price_bars
-- all of an instrument's bars would be read. Asked of one instrument at a time, behind "offset 0", so that it is worked
-- out once however often a query names it.
create or replace view newest_sessions as
select i.id as instrument_id, (
  select newest.session
  from last_weeks_first look
  cross join lateral (
    select greatest((select max(b.trading_date_local) from stock_prices b
                     where b.stock_id = i.id and b.trading_date_local >= look.since),
                    (select max(b.trading_date_local) from index_prices b
                     where b.index_id = i.id and b.trading_date_local >= look.since)) as session
    offset 0) newest
  where newest.session is not null
  limit 1) as session
from base_instruments i;

revoke all on newest_sessions from public;
