-- Whether the sessions around today have opened, at each exchange that has instruments: of other sessions the date says
-- it, because the day of an open begins somewhere while the day before or after it lasts in UTC. The calendar is asked
-- once for each of them, however many predictions enter there.
create or replace view sessions_near_today as
with asked as materialized (
  select e.id as exchange_id, near.session,
         case when opening_time(e.id, near.session) > statement_timestamp() then null
              when e.market_open is null and opening_time(e.id, near.session + 1) > statement_timestamp()
                then 'may have passed (when its exchange opens is not known)'
              else 'has passed' end as state
  from (select -1 as id, null::time as market_open
        union all
        select x.id, x.market_open from exchanges x
        where exists (select from base_instruments i where i.exchange_id = x.id)) e
  cross join lateral (
    select (statement_timestamp() at time zone 'UTC')::date + away as session
    from generate_series(-1, 1) away) near
)
select a.exchange_id, a.session, a.state from asked a;

comment on view sessions_near_today is
  'Whether the opens of the sessions of yesterday, today and tomorrow have passed, null where they have not; exchange '
  '-1 is that of instruments of which none is known.';

revoke all on sessions_near_today from public;
