-- Pools: instruments whose policy names the same pool and wants a pooled model.

-- Every member with its pool. An index is one only where its own policy says so: what moves the market is not one of
-- its stocks. The policy is joined as two tables, because the function pipeline_policy would be called once per row.
create or replace view members_of_pools as
select i.id as instrument_id, coalesce(o.pool, d.pool) as pool
from base_instruments i
cross join ml_pipeline_defaults d
left join ml_pipeline_policies o on o.instrument_id = i.id
where i.is_active is not false and coalesce(o.model_scope, d.model_scope) in ('pooled', 'both')
  and (lower(i.instrument_type::text) is distinct from 'index' or o.model_scope in ('pooled', 'both'));

revoke all on members_of_pools from public;

-- The name of the pool an instrument is a member of, or null.
create or replace function pool_of(instrument_id integer)
returns text
language sql stable security definer
set search_path from current
as $$
  select m.pool from members_of_pools m where m.instrument_id = pool_of.instrument_id
$$;

comment on function pool_of(integer) is
  E'@behavior -*\nThe pool whose model the instrument is a member of, by its policy; null for none.';
grant execute on function pool_of(integer) to pgaugur_reader, pgaugur_worker;

create or replace function pool_members(pool text)
returns setof integer
language sql stable security definer
set search_path from current
as $$
  select m.instrument_id from members_of_pools m where m.pool = pool_members.pool order by m.instrument_id
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
