-- What happens because of time.

-- A worker process announces itself and holds an advisory lock on its name for as long as its connection lives.
create or replace function register_worker_pool(pool_id text, host text, process_id integer)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
begin
  perform pg_advisory_lock(hashtextextended(@schema_literal@ || ':worker_pool:' || pool_id, 0));
  insert into ml_worker_pools (pool_id, host, process_id) values (pool_id, host, process_id)
  on conflict do nothing;
end
$$;

-- The worker processes that are alive. One that was killed leaves its row behind, but not its lock: pg_locks shows the two
-- halves of the key.
create or replace view live_worker_pools as
select w.*
from ml_worker_pools w
join pg_locks l on l.locktype = 'advisory' and l.objsubid = 1 and l.granted
  and (l.classid::bigint << 32) | l.objid::bigint = hashtextextended(@schema_literal@ || ':worker_pool:' || w.pool_id, 0)
join pg_database d on d.oid = l.database and d.datname = current_database();

create or replace function unregister_worker_pool(pool_id text)
returns void
language sql volatile security definer
set search_path from current
as $$
  delete from ml_worker_pools p where p.pool_id = unregister_worker_pool.pool_id
$$;

-- Frees the jobs of worker processes that died (their lock can be taken), then repairs open runs whose job is in
-- no queue any more. Returns how many of each.
create or replace function sweep_dead_workers(out dead_pools integer, out repaired_runs integer)
language plpgsql volatile security definer
set search_path from current
as $$
declare
  pool ml_worker_pools;
  lost record;
begin
  dead_pools := 0;
  repaired_runs := 0;
  for pool in select * from ml_worker_pools order by pool_id loop
    if pg_try_advisory_xact_lock(hashtextextended(@schema_literal@ || ':worker_pool:' || pool.pool_id, 0)) then
      perform @worker_schema@.force_unlock_workers(array[pool.pool_id]);
      delete from ml_worker_pools p where p.pool_id = pool.pool_id;
      dead_pools := dead_pools + 1;
    end if;
  end loop;

  for lost in
    select t.run_id, t.step, t.attempt, t.attempt_limit
    from ml_pipeline_tasks t
    join ml_pipeline_runs r on r.id = t.run_id
    where r.status in ('queued', 'running') and t.status in ('queued', 'running')
      and greatest(t.queued_at, t.started_at) < clock_timestamp() - interval '1 minute'
      and not has_live_job(t.run_id, t.step)
    order by t.run_id
    for update of r skip locked
  loop
    if lost.attempt >= lost.attempt_limit then
      perform close_run(lost.run_id, 'failed',
        format('%s gave up after %s whose worker died', lost.step, counted(lost.attempt, 'attempt')));
    else
      perform enqueue_step(lost.step, array[lost.run_id]);
    end if;
    repaired_runs := repaired_runs + 1;
  end loop;
end
$$;

-- What today's prices say of each prediction, beside what was written down: the session that its seventh came to be and
-- the growth until then, null while that is to come. A split in between counts: the outcome is that of the share, whatever
-- its price is quoted per. Dividends do not.
create or replace view outcomes_today as
select p.id, p.instrument_id, p.target_date, p.actual_class, p.actual_growth_7d, p.updated_at, o.settled_on, o.growth
from ml_predictions p
left join lateral (
  select later.trading_date as settled_on,
         later.close_price::double precision * later.shares / made.close_price::double precision as growth
  from (
      select b.close_price from price_bars b
      where b.instrument_id = p.instrument_id and b.trading_date = p.prediction_date and b.close_price > 0) made
  cross join (
      select b.trading_date, b.close_price,
             product(b.split_factor) over (order by b.trading_date rows unbounded preceding) as shares
      from price_bars b
      where b.instrument_id = p.instrument_id and b.trading_date > p.prediction_date
      order by b.trading_date
      limit 1 offset p.prediction_horizon_days - 1) later) o on true;

comment on view outcomes_today is 'The outcome of each prediction by the prices there are now, beside the one that was written down.';

-- Settled outcomes that the prices of today contradict and that nobody has opened again. Nightly, those of the last quarter,
-- whose correction no run has followed: of a paused instrument, or one whose data are too poor. In a run of an instrument,
-- those over a split: one that was filled in later changes no features, which is what the steps before look at.
create or replace function contradicted_outcomes(instrument_id integer)
returns bigint[]
language plpgsql stable
set search_path from current
as $$
begin
  if instrument_id is null then
    return array(
      select o.id from outcomes_today o
      where o.actual_class is not null and o.updated_at >= clock_timestamp() - interval '90 days'
        and (o.growth, o.settled_on) is distinct from (o.actual_growth_7d, o.target_date));
  end if;
  return array(
    with splits as materialized (
      select b.trading_date from price_bars b
      where b.instrument_id = contradicted_outcomes.instrument_id and b.split_factor <> 1
        and b.trading_date > (
          select min(p.prediction_date) from ml_predictions p
          where p.instrument_id = contradicted_outcomes.instrument_id)),
    spanning as materialized (
      select distinct p.id
      from splits s
      join ml_predictions p on p.instrument_id = contradicted_outcomes.instrument_id
       and p.prediction_date < s.trading_date and p.target_date >= s.trading_date
      where p.actual_class is not null)
    select o.id
    from spanning s
    join outcomes_today o on o.id = s.id
    where (o.growth, o.settled_on) is distinct from (o.actual_growth_7d, o.target_date));
end
$$;

-- Fills the outcome of predictions whose seventh session has happened, moves the target date to that session, and puts
-- right what was settled from prices that have been corrected since; what they do not settle any more is open again. A few
-- index lookups per prediction that is open or looked at again, so the time does not depend on the length of histories.
-- Returns the number of predictions changed.
create or replace function settle_predictions(instrument_id integer default null)
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  contradicted constant bigint[] := contradicted_outcomes(instrument_id);
  locked bigint[];
  settled integer;
begin
  -- Locked before prices are read: a run that settles one of them from corrected prices meanwhile has ended by then, or
  -- waits. Otherwise the nightly settlement could write what it read before the correction over it.
  locked := array(
    select p.id from ml_predictions p
    where p.id = any (contradicted)
       or p.actual_class is null
      and (settle_predictions.instrument_id is null or p.instrument_id = settle_predictions.instrument_id)
    order by p.id
    for update);

  with outcomes as materialized (
    select o.id, o.settled_on, o.growth
    from outcomes_today o
    where o.id = any (locked)
      and (o.growth, coalesce(o.settled_on, o.target_date)) is distinct from (o.actual_growth_7d, o.target_date)
  )
  update ml_predictions p
  set target_date = coalesce(o.settled_on, p.target_date),
      actual_class = o.growth > 1,
      actual_growth_7d = o.growth,
      actual_return_7d = o.growth - 1,
      prediction_accuracy = p.predicted_class = (o.growth > 1),
      updated_at = clock_timestamp()
  from outcomes o
  where p.id = o.id;
  get diagnostics settled = row_count;
  return settled;
end
$$;

-- Features of a set changed, or are new, from a session on: predictions made from them are marked stale, and outcomes
-- that were read from the prices behind them are open again until they are settled from the new ones. Models of sets that are
-- not computed any more go with every set.
create or replace function reopen_predictions(instrument_id integer, first_changed_session date, feature_set_id smallint)
returns void
language sql volatile security definer
set search_path from current
as $$
  update ml_predictions p
  set stale_at = case when p.prediction_date >= first_changed_session
                      then coalesce(p.stale_at, clock_timestamp()) else p.stale_at end,
      actual_class = null, actual_growth_7d = null, actual_return_7d = null, prediction_accuracy = null
  from ml_models m
  where m.id = p.model_id and p.instrument_id = reopen_predictions.instrument_id
    and p.target_date >= first_changed_session
    and (p.actual_class is not null or p.prediction_date >= first_changed_session)
    and (m.feature_set_id = reopen_predictions.feature_set_id
         or m.feature_set_id not in (select s.id from feature_sets_in_use(reopen_predictions.instrument_id) s))
$$;

-- The nightly controller: asks for a run where training is due although no price arrived to start one, where a
-- pooled model waits to be judged, and for the training of pools.
create or replace function request_due_retraining()
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  due integer[];
  requested integer;
  pool record;
begin
  select array_agg(m.instrument_id) into due
  from (select distinct instrument_id from ml_models) m
  where retraining_due(m.instrument_id) is not null;
  requested := (select count(*) from request_runs(due, 'retraining is due', 'training'));
  if exists (select from ml_pooled_models) then
    requested := requested + (
      select count(*)
      from request_runs(array(select i.id from base_instruments i where adoptable_model(i.id) is not null),
                        'the pool has a new model'));
  end if;
  for pool in select d.pool as name, d.reason from due_pools() d loop
    perform train_pool(pool.name, pool.reason);
    requested := requested + 1;
  end loop;
  return requested;
end
$$;

-- Old runs, their tasks, old requests, quality metrics and measurements of drift: the grid keeps a quarter, each
-- instrument's newest run, and the runs of models that have not been archived.
create or replace function delete_old_runs(older_than interval default '90 days')
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  deleted integer;
begin
  delete from ml_pipeline_runs r
  where r.finished_at < clock_timestamp() - older_than
    and exists (select from ml_pipeline_runs newer
                where (newer.instrument_id = r.instrument_id or newer.pool = r.pool) and newer.id > r.id)
    -- The run of a model holds its trial ledger.
    and not exists (select from ml_models m where m.pipeline_run_id = r.id and m.model_file_hash is not null)
    and not exists (select from ml_pooled_models m where m.pipeline_run_id = r.id and m.model_file_hash is not null);
  get diagnostics deleted = row_count;
  delete from data_quality_metrics q where q.created_at < clock_timestamp() - older_than;
  -- What was asked for; results stay.
  delete from ml_backtest_requests b where b.finished_at < clock_timestamp() - older_than;
  delete from ml_portfolio_backtests b where b.status = 'failed' and b.finished_at < clock_timestamp() - older_than;
  delete from ml_backfill_requests b where b.finished_at < clock_timestamp() - older_than;
  -- Of a model the newest measurement stays, and the newest that was there when a model of the instrument was trained:
  -- drift_since asks how the serving model was then.
  delete from ml_drift d
  using (
      select f.model_id, f.session, lead(f.session) over (partition by f.model_id order by f.session) as next_session
      from ml_drift f) followed,
    ml_models m
  where followed.model_id = d.model_id and followed.session = d.session and m.id = d.model_id
    and d.measured_at < clock_timestamp() - older_than
    and followed.next_session is not null
    and not exists (
      select from ml_models trained
      where trained.instrument_id = m.instrument_id
        and trained.data_end_date >= d.session and trained.data_end_date < followed.next_session);
  return deleted;
end
$$;
