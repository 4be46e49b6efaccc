-- The indices an instrument is seen beside.

-- Indices that have prices: those that are taken where nobody has named any.
create or replace view priced_indices as
select i.id, is_volatility_index(i.symbol) as is_volatility
from base_instruments i
where lower(i.instrument_type::text) = 'index' and i.is_active is not false
  and (exists (select from index_prices p where p.index_id = i.id)
       or exists (select from stock_prices p where p.stock_id = i.id));

revoke all on priced_indices from public;

-- Without "with", which would have all of it worked out before a page is cut off: the lists that are the same for all
-- stand in sublinks that name no row, and are worked out once.
create or replace view market_context as
select i.id as instrument_id, c.slot, c.index_id, c.index_symbol, c.same_session, c.volatility_index_id,
       c.volatility_index_symbol, c.volatility_same_session
from base_instruments i
cross join ml_pipeline_defaults d
left join ml_pipeline_policies own on own.instrument_id = i.id
cross join lateral (
  select s.slot::smallint as slot, s.index_id, n.symbol as index_symbol,
         closes_no_later(n.exchange_id, i.exchange_id) as same_session,
         s.volatility_index_id, v.symbol as volatility_index_symbol,
         -- Asked of an index only: of none, the answer takes longest.
         v.id is not null and closes_no_later(v.exchange_id, i.exchange_id) as volatility_same_session
  from (
    select o.slot, o.index_id, o.volatility_index_id
    from ml_context_indices o
    where o.exchange_id is not distinct from (
      select i.exchange_id where exists (select from ml_context_indices own where own.exchange_id = i.exchange_id))
    union all
    select a.slot, a.index_id, (select p.id from priced_indices p where p.is_volatility order by p.id limit 1)
    from unnest(array(
           select p.id from priced_indices p
           where not p.is_volatility
           order by p.id
           limit 4)) -- CONTEXT_SLOTS in src/features/market_context.ts
         with ordinality as a (index_id, slot)
    where not exists (
      select from ml_context_indices o where o.exchange_id is null or o.exchange_id = i.exchange_id)
  ) s
  -- By key, one after the other: joined, all instruments might be read for each.
  cross join lateral (select b.symbol, b.exchange_id from base_instruments b where b.id = s.index_id offset 0) n
  left join lateral (
    select b.id, b.symbol, b.exchange_id from base_instruments b where b.id = s.volatility_index_id offset 0) v on true
  where s.index_id <> i.id
  offset 0) c
where coalesce(own.uses_market_context, d.uses_market_context);

comment on view market_context is
  E'@name market_context_slot\n'
  '@listName marketContext\n'
  '@primaryKey instrument_id,slot\n'
  '@foreignKey (instrument_id) references base_instruments (id)|'
  '@fieldName instrument|@foreignFieldName marketContext\n'
  '@foreignKey (index_id) references base_instruments (id)|@fieldName index|@backwardBehavior -*\n'
  '@foreignKey (volatility_index_id) references base_instruments (id)|'
  '@fieldName volatilityIndex|@backwardBehavior -*\n'
  'The indices whose state is part of an instrument''s features, by slot: those of ml_context_indices for its '
  'exchange, else the first four indices that have prices.';
comment on column market_context.slot is E'@notNull\nFrom 1 to 4: the features of slot 1 are called index_1_….';
comment on column market_context.instrument_id is '@notNull';
comment on column market_context.index_id is '@notNull';
comment on column market_context.index_symbol is E'@notNull\nSymbol of the index.';
comment on column market_context.volatility_index_symbol is 'Symbol of its volatility index; null without one.';
comment on column market_context.same_session is
  E'@notNull\nWhether the index''s close of a date is known when the instrument''s session of that date ends; if not, '
  'the date before is looked at.';
comment on column market_context.volatility_same_session is 'The same of its volatility index.';

grant select on market_context to pgaugur_reader, pgaugur_worker;

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
                  where gone.id = any (index_ids) and lower(gone.instrument_type::text) = 'index'
                    and not has_prices(gone.id))
  )
  select id from looking where has_prices(id)
$$;

revoke all on function context_dependents(integer[]) from public;
