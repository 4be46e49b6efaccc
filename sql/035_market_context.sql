-- The indices an instrument is seen beside.

-- Volatility indices known by their symbols, with or without the caret of some vendors. Only used while
-- ml_context_indices is empty; there, any index can be named as volatility index.
create or replace function is_volatility_index(symbol text)
returns boolean
language sql immutable
set search_path from current
as $$
  select upper(ltrim(symbol, '^')) in
    ('VIX', 'VIX3M', 'VXN', 'RVX', 'VXD', 'VXO', 'VVIX', 'VSTOXX', 'V2TX', 'VDAX', 'V1X', 'VFTSE', 'VCAC', 'VXJ', 'VNKY',
     'VHSI', 'INDIAVIX', 'AXVI', 'VIXC')
$$;

comment on function is_volatility_index(text) is
  'Whether a symbol is that of a well-known volatility index, such as VIX.';

-- Whether the close of an index is known when trading in an instrument ends on the same date. Where a market of the
-- two is not known they count as the same; where they differ and a closing time is not known, the answer is no.
create or replace function closes_no_later(index_exchange_id integer, instrument_exchange_id integer)
returns boolean
language sql stable
set search_path from current
as $$
  select index_exchange_id is null or instrument_exchange_id is null or index_exchange_id = instrument_exchange_id
    or coalesce(
      (select bool_and((day + i.market_close) at time zone coalesce(i.timezone, ic.timezone)
                       <= (day + o.market_close) at time zone coalesce(o.timezone, oc.timezone))
       from (values (date '2024-01-15'), (date '2024-07-15')) as both_halves_of_the_year (day)
       cross join exchanges i
       left join countries ic on ic.id = i.country_id
       cross join exchanges o
       left join countries oc on oc.id = o.country_id
       where i.id = index_exchange_id and o.id = instrument_exchange_id),
      false)
$$;

comment on function closes_no_later(integer, integer) is
  'Whether the close of an index is known when trading in an instrument ends on the same date.';

create or replace view market_context as
with automatic as (
  select row_number() over (order by i.id) as slot, i.id as index_id
  from base_instruments i
  where i.instrument_type = 'index' and i.is_active is not false and not is_volatility_index(i.symbol)
    and exists (select from index_prices p where p.index_id = i.id)
  order by i.id
  limit 4
),
automatic_volatility as (
  select i.id
  from base_instruments i
  where i.instrument_type = 'index' and i.is_active is not false and is_volatility_index(i.symbol)
    and exists (select from index_prices p where p.index_id = i.id)
  order by i.id
  limit 1
)
select i.id as instrument_id, c.slot::smallint as slot, c.index_id, n.symbol as index_symbol,
       closes_no_later(n.exchange_id, i.exchange_id) as same_session,
       c.volatility_index_id, v.symbol as volatility_index_symbol,
       closes_no_later(v.exchange_id, i.exchange_id) as volatility_same_session
from base_instruments i
cross join lateral (
  select o.slot, o.index_id, o.volatility_index_id
  from ml_context_indices o
  where o.exchange_id is not distinct from (
    select i.exchange_id where exists (select from ml_context_indices own where own.exchange_id = i.exchange_id))
  union all
  select a.slot, a.index_id, (select id from automatic_volatility)
  from automatic a
  where not exists (
    select from ml_context_indices o where o.exchange_id is null or o.exchange_id = i.exchange_id)
) c
join base_instruments n on n.id = c.index_id
left join base_instruments v on v.id = c.volatility_index_id
where c.index_id <> i.id and (pipeline_policy(i.id)).uses_market_context;

comment on view market_context is
  'The indices whose state is part of an instrument''s features, by slot: those of ml_context_indices for its exchange, else the first four indices that have prices.';

-- Instruments with prices that look at one of the given indices.
create or replace function context_dependents(index_ids integer[])
returns setof integer
language sql stable
set search_path from current
as $$
  select distinct c.instrument_id
  from market_context c
  where (c.index_id = any (index_ids) or c.volatility_index_id = any (index_ids))
    and (exists (select from stock_prices p where p.stock_id = c.instrument_id)
         or exists (select from index_prices p where p.index_id = c.instrument_id))
$$;

-- Whoever changes which indices are looked at changes the features of every instrument that looked, or will look.
create or replace function request_runs_for_changed_context() returns trigger
language plpgsql security definer
set search_path from current
as $$
begin
  insert into ml_run_requests (instrument_ids, reason)
  select array_agg(i.id), 'market context changed'
  from base_instruments i
  where exists (select from stock_prices p where p.stock_id = i.id)
     or exists (select from index_prices p where p.index_id = i.id)
  having count(*) > 0;
  return null;
end
$$;

create or replace trigger request_runs_on_change after insert or update or delete on ml_context_indices
  for each statement execute function request_runs_for_changed_context();
