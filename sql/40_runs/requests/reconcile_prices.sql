-- What came past the triggers: rows written into partitions that nobody watches yet, by logical replication
-- (session_replication_role = replica), by a restored dump, by a partition that was attached, detached or dropped.
-- Every instrument whose prices are not those that a run last looked at is asked for, and whoever looks at it as an
-- index; one that waits in the queue will see them anyway. Asking twice asks for nothing more.
--
-- Triggers that ask are not "enable always": in replica mode a database takes over what another has done, its runs and
-- jobs perhaps among it, and runs of its own would stand in their way. Statement triggers would not be called by the
-- apply worker either.
create or replace function reconcile_prices()
returns setof ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
declare
  changed integer[];
begin
  -- Whoever asks at the same time finds the runs in the queue.
  perform pg_advisory_xact_lock(hashtextextended(@schema_literal@ || ':reconcile_prices', 0));
  changed := array(
    select i.id
    from base_instruments i
    cross join ml_pipeline_defaults a
    left join ml_pipeline_policies o on o.instrument_id = i.id
    left join price_digests d on d.instrument_id = i.id
    left join ml_price_looks l on l.instrument_id = i.id
    where (d.newest_session, coalesce(d.session_count, 0), d.digest)
          is distinct from (l.newest_session, coalesce(l.session_count, 0), l.digest)
      -- Nobody looks at what is paused, so it would differ every night.
      and i.is_active is not false and not coalesce(o.is_paused, a.is_paused)
      and not exists (select from ml_pipeline_runs r where r.instrument_id = i.id and r.status = 'queued'));
  -- Behind the pass over the prices: the lock on a new partition is not held for as long.
  perform watch_price_tables();
  return query
    select * from request_runs(with_context_dependents(changed), 'prices are not those that were last looked at');
end
$$;

comment on function reconcile_prices() is
  E'@behavior -*\n'
  'Asks for a run of each instrument whose newest price, number of prices or prices are not those that a run last '
  'looked at: what came past the triggers. Every night by itself; by hand after a restored dump. Returns the runs.';
grant execute on function reconcile_prices() to pgaugur_operator, pgaugur_worker;
