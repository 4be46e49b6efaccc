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

-- When trading ends at an exchange on a day; null where its closing time is not known, or its time zone is no name of
-- the tz database (POSIX forms such as UTC-5 mean the opposite of what they seem to).
create or replace function closing_time(exchange_id integer, day date)
returns timestamptz
language plpgsql stable
set search_path from current
as $$
declare
  close_at time;
  zone text;
begin
  select e.market_close, coalesce(e.timezone, c.timezone) into close_at, zone
  from exchanges e left join countries c on c.id = e.country_id
  where e.id = closing_time.exchange_id;
  if zone !~ '^[A-Za-z_]+(/[A-Za-z_-]+)*$' then
    return null;
  end if;
  return (day + close_at) at time zone zone;
exception when invalid_parameter_value then
  return null;
end
$$;

comment on function closing_time(integer, date) is
  'When trading ends at an exchange on a day; null where its closing time or time zone is not known.';

-- Whether the close of an index is known when trading in an instrument ends on the same date. Two instruments without
-- an exchange count as of one market. Otherwise, where an exchange or its closing time is not known, the answer is no.
create or replace function closes_no_later(index_exchange_id integer, instrument_exchange_id integer)
returns boolean
language sql stable
set search_path from current
as $$
  select index_exchange_id is not distinct from instrument_exchange_id
    or coalesce(
      -- Through a year, because clocks change on different days.
      (select bool_and(coalesce(closing_time(index_exchange_id, day::date) <= closing_time(instrument_exchange_id, day::date), false))
       from generate_series(date '2024-01-01', date '2024-12-31', interval '7 days') as day),
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
  limit 4 -- CONTEXT_SLOTS in src/features/market_context.ts
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
       -- Asked of an index only: of none, the answer takes longest.
       v.id is not null and closes_no_later(v.exchange_id, i.exchange_id) as volatility_same_session
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
cross join ml_pipeline_defaults d
left join ml_pipeline_policies own on own.instrument_id = i.id
where c.index_id <> i.id and coalesce(own.uses_market_context, d.uses_market_context);

comment on view market_context is
  'The indices whose state is part of an instrument''s features, by slot: those of ml_context_indices for its exchange, else the first four indices that have prices.';

-- Instruments that have prices.
create or replace function has_prices(instrument_id integer)
returns boolean
language sql stable
set search_path from current
as $$
  select exists (select from stock_prices p where p.stock_id = has_prices.instrument_id)
      or exists (select from index_prices p where p.index_id = has_prices.instrument_id)
$$;

-- Instruments with prices that look at one of the given indices. An index that has lost all its prices is in no view
-- any more, and may have moved others to other slots: then it is everyone.
create or replace function context_dependents(index_ids integer[])
returns setof integer
language sql stable
set search_path from current
as $$
  with looking as (
    select c.instrument_id as id from market_context c
    where c.index_id = any (index_ids) or c.volatility_index_id = any (index_ids)
    union
    select i.id from base_instruments i
    where exists (select from base_instruments gone
                  where gone.id = any (index_ids) and gone.instrument_type = 'index' and not has_prices(gone.id))
  )
  select id from looking where has_prices(id)
$$;
