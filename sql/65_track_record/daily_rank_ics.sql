-- The share of members that were not there before; 1 where there was nobody. An intersection is found by hash: with
-- "= any", the fifth of a pool of thousands would be looked through for each of its members.
create or replace function new_share(members integer[], before integer[])
returns double precision
language sql immutable
set search_path from current
as $$
  select 1 - count(*)::double precision / cardinality(members)
  from (select unnest(members) intersect all select unnest(before)) stayed
$$;

comment on function new_share(integer[], integer[]) is
  E'@behavior -*\nThe share of members that were not there before.';
grant execute on function new_share(integer[], integer[]) to pgaugur_reader, pgaugur_worker;

-- Fifths are compared with those of seven days before: what a holding period replaces.
create or replace view daily_rank_ics as
select d.pool, d.session, d.rank_model_id, d.members, d.rank_ic, d.spread,
       n.turnover, d.spread - 4 * p.transaction_cost * n.turnover as spread_net
from (
  select r.*, lag(r.top_fifth, 7) over earlier as top_before, lag(r.bottom_fifth, 7) over earlier as bottom_before
  from ml_rank_days r
  window earlier as (partition by r.pool order by r.session)) d
cross join ml_pipeline_defaults p
-- "offset 0" keeps it from being worked out again wherever it is used.
cross join lateral (
  select case when d.top_before is null then 1
              else (new_share(d.top_fifth, d.top_before) + new_share(d.bottom_fifth, d.bottom_before)) / 2
         end as turnover
  offset 0) n;

comment on view daily_rank_ics is
  E'@primaryKey pool,session\n'
  '@foreignKey (rank_model_id) references ml_rank_models (id)|@fieldName rankModel|@foreignFieldName dailyRankIcs\n'
  'How well the order of a pool''s members that was said live fitted what the seven sessions brought, session by '
  'session; settled nightly.';
comment on column daily_rank_ics.pool is E'@notNull\nName of the pool.';
comment on column daily_rank_ics.session is E'@notNull\nThe session after whose close the order was said.';
comment on column daily_rank_ics.rank_model_id is E'@notNull\nThe rank model that spoke of it first.';
comment on column daily_rank_ics.members is E'@notNull\nMembers whose seventh session has come.';
comment on column daily_rank_ics.rank_ic is
  E'@notNull\nCorrelation between the ranks of what was said and of what the seven sessions brought, in [-1, 1].';
comment on column daily_rank_ics.spread is
  E'@notNull\nMean growth of the fifth on top less that of the fifth at the bottom. Of equals the member that was '
  'added first is the lower.';
comment on column daily_rank_ics.turnover is
  E'@notNull\nShare of both fifths that was not in them seven days before; 1 on the first days.';
comment on column daily_rank_ics.spread_net is
  E'@notNull\nThe spread less the cost of what was replaced: four fills at the policy''s transaction_cost.';

grant select on daily_rank_ics to pgaugur_reader, pgaugur_worker;
