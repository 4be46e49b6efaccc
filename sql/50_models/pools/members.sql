-- Pools: instruments whose policy names the same pool and wants a pooled model.

-- The name of the pool an instrument is a member of, or null. An index is a member only where its own policy says so:
-- what moves the market is not one of its stocks.
create or replace function pool_of(instrument_id integer)
returns text
language sql stable
set search_path from current
as $$
  select p.pool
  from base_instruments i
  cross join lateral pipeline_policy(i.id) p
  where i.id = pool_of.instrument_id and i.is_active is not false and p.model_scope in ('pooled', 'both')
    and (lower(i.instrument_type::text) is distinct from 'index'
         or exists (select from ml_pipeline_policies o
                    where o.instrument_id = i.id and o.model_scope in ('pooled', 'both')))
$$;

comment on function pool_of(integer) is
  E'@behavior -*\nThe pool whose model the instrument is a member of, by its policy; null for none.';
grant execute on function pool_of(integer) to pgaugur_reader, pgaugur_worker;

create or replace function pool_members(pool text)
returns setof integer
language sql stable
set search_path from current
as $$
  select i.id from base_instruments i where pool_of(i.id) = pool_members.pool order by i.id
$$;

comment on function pool_members(text) is E'@behavior -*\nThe instruments of a pool, by their policies.';
grant execute on function pool_members(text) to pgaugur_reader, pgaugur_worker;

-- Whether an instrument has the number of sessions that its policy asks for.
create or replace function has_sessions(instrument_id integer)
returns boolean
language sql stable
set search_path from current
as $$
  select exists (
    select from price_bars b where b.instrument_id = has_sessions.instrument_id
    order by b.trading_date
    limit 1 offset (select p.minimum_sessions - 1 from pipeline_policy(has_sessions.instrument_id) p))
$$;

comment on function has_sessions(integer) is
  E'@behavior -*\nWhether an instrument has the number of sessions that a training needs.';
grant execute on function has_sessions(integer) to pgaugur_reader, pgaugur_worker;

-- Those with enough sessions to learn from, and today's features for them.
create or replace function trainable_members(pool text)
returns setof integer
language sql stable
set search_path from current
as $$
  select member
  from pool_members(trainable_members.pool) as member
  where has_sessions(member)
    and exists (select from features f join ml_feature_sets s on s.id = f.feature_set_id
                where f.instrument_id = member and s.is_current
                  and f.trading_date = (select b.trading_date from price_bars b where b.instrument_id = member
                                        order by b.trading_date desc limit 1))
$$;

comment on function trainable_members(text) is
  E'@behavior -*\n'
  'The members of a pool that have the number of sessions a training needs, and features of the current set.';
grant execute on function trainable_members(text) to pgaugur_reader, pgaugur_worker;
