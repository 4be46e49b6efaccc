-- The life of a run. TypeScript never decides what comes next: workers call take_step, finish_step, skip_run and
-- fail_step, and these functions move the run.
--
--   queued ──take_step───▶ running ──finish_step (last step)──▶ succeeded
--                            │ skip_run ─▶ skipped
--                            │ fail_step (last attempt) ─▶ failed ──retry_run──▶ queued
--                            └ cancel_run ─▶ cancelled ──retry_run──▶ queued
--
-- Locks: every function locks the run's row first, so the state of one run changes in one order.

-- A worker took the job of a step. Returns the context to work in, or no row when there is nothing to do: the run
-- ended, the step is done, or the history is still arriving and the step was put off. The returned attempt is the
-- fencing token: whatever an earlier attempt tries to write from now on is refused. A worker of another version is
-- refused before its attempt counts: it may not understand the step, and would use up the attempts of those that do.
-- While workers did not say their version this was start_step: they fail on the name.
create or replace function take_step(run_id bigint, step text, host text, version text)
returns table (
  attempt smallint, instrument_id integer, symbol text, kind text, timeout_seconds double precision,
  last_session date, content_hash bytea, pool text)
language plpgsql volatile security definer
set search_path from current
as $$
declare
  run ml_pipeline_runs;
  task ml_pipeline_tasks;
  definition ml_pipeline_steps;
  policy ml_pipeline_defaults;
  quiet_until timestamptz;
  schema_version text;
begin
  select * into run from ml_pipeline_runs r where r.id = take_step.run_id for update;
  if not found or run.status not in ('queued', 'running') then
    return;
  end if;
  -- Under the lock: whoever waited for a migration to end is measured by what it made.
  select v.version into schema_version from pgaugur_version v;
  if take_step.version is distinct from schema_version then
    raise exception 'this worker has version %, schema "%" has version %',
      coalesce(take_step.version, 'unknown'), @schema_literal@, schema_version
      using errcode = 'PGA02', hint = 'Restart the worker from the pgaugur that migrated the schema.';
  end if;
  select * into task from ml_pipeline_tasks t where t.run_id = run.id and t.step = take_step.step for update;
  if not found or task.status not in ('queued', 'running') then
    return;
  end if;
  select * into definition from ml_pipeline_steps s where s.name = take_step.step;

  -- A training, or an adoption, waits until its history has stopped arriving, but not for ever.
  if run.kind in ('training', 'adoption') and run.status = 'queued' and task.attempt = 0 then
    policy := pipeline_policy(run.instrument_id);
    quiet_until := least(run.last_requested_at + policy.quiet_period, run.requested_at + policy.maximum_quiet_period);
    if clock_timestamp() < quiet_until then
      perform enqueue_step(take_step.step, array[run.id], quiet_until);
      return;
    end if;
  end if;

  if task.attempt >= task.attempt_limit then
    -- The worker died in the last attempt that was allowed, so nobody could call fail_step.
    perform close_run(run.id, 'failed', format('%s gave up after %s whose worker died', step, counted(task.attempt, 'attempt')));
    return;
  end if;

  update ml_pipeline_tasks t
  set status = 'running', attempt = t.attempt + 1, started_at = clock_timestamp(), host = take_step.host
  where t.run_id = run.id and t.step = take_step.step
  returning * into task;

  -- Prices that arrive before the input is pinned are part of it; later ones ask for another look.
  update ml_pipeline_runs r
  set status = 'running', started_at = coalesce(r.started_at, clock_timestamp()),
      look_again = r.look_again and not definition.pins_input
  where r.id = run.id;

  return query
  select task.attempt, run.instrument_id,
         coalesce((select i.symbol::text from base_instruments i where i.id = run.instrument_id), 'pool ' || run.pool),
         run.kind, extract(epoch from definition.timeout)::double precision, run.last_session, run.content_hash,
         run.pool;
end
$$;

-- The run and task of a step, locked, if the attempt is still the current one; otherwise an error that rolls the
-- caller's transaction back, and with it everything an overtaken attempt wrote.
create or replace function current_task(run_id bigint, step text, attempt integer)
returns ml_pipeline_tasks
language plpgsql volatile
set search_path from current
as $$
declare
  run ml_pipeline_runs;
  task ml_pipeline_tasks;
begin
  select * into run from ml_pipeline_runs r where r.id = current_task.run_id for update;
  select * into task from ml_pipeline_tasks t
  where t.run_id = current_task.run_id and t.step = current_task.step for update;
  if run.status is distinct from 'running' or task.status is distinct from 'running'
    or task.attempt is distinct from current_task.attempt
  then
    raise exception 'attempt % of step % in run % is no longer current (run: %, step: %, attempt %)',
      current_task.attempt, step, run_id, coalesce(run.status, 'missing'), coalesce(task.status, 'missing'), task.attempt
      using errcode = 'PGA01';
  end if;
  return task;
end
$$;

-- For workers: to be called first in the transaction that writes a step's results. An overtaken attempt is refused
-- before it writes anything, and the run is locked before the rows that belong to it.
create or replace function fence_step(run_id bigint, step text, attempt integer)
returns void
language sql volatile security definer
set search_path from current
as $$
  select from current_task(run_id, step, attempt)
$$;

-- Ends a run. Prices that came in meanwhile open the next one, so that none is missed.
create or replace function close_run(run_id bigint, new_status text, outcome text)
returns void
language plpgsql volatile
set search_path from current
as $$
declare
  run ml_pipeline_runs;
  newer_sessions integer;
begin
  update ml_pipeline_tasks t
  set status = case when t.status in ('queued', 'running') then new_status else t.status end,
      finished_at = coalesce(t.finished_at, clock_timestamp())
  where t.run_id = close_run.run_id and t.status in ('queued', 'running');

  update ml_pipeline_runs r
  set status = new_status, finished_at = clock_timestamp(), outcome = close_run.outcome
  where r.id = close_run.run_id
  returning * into run;

  -- A candidate that did not get its place in the registry is no model.
  if new_status <> 'succeeded' then
    update ml_models m set status = 'failed' where m.pipeline_run_id = run.id and m.status = 'training';
  end if;

  -- What a pool has learned, its members judge one by one.
  if run.pool is not null then
    if new_status = 'succeeded' then
      perform request_runs(array(select pool_members(run.pool)), format('pooled model of run %s', run.id));
    end if;
    return;
  end if;

  if new_status = 'cancelled' then
    return;
  end if;
  if run.then_train is not null then
    perform request_run(run.instrument_id, run.then_train, 'training');
  elsif run.look_again then
    -- More than one further session while a model was trained is a history that was still arriving, not a trading
    -- day: the model has to be trained on all of it.
    select count(*) - coalesce(run.session_count, 0) into newer_sessions
    from price_bars b where b.instrument_id = run.instrument_id;
    if run.kind = 'training' and run.session_count is not null and newer_sessions > 1 then
      perform request_run(run.instrument_id,
        format('%s more sessions arrived during run %s', newer_sessions, run.id), 'training');
    else
      perform request_run(run.instrument_id, format('prices changed during run %s', run.id));
    end if;
  elsif run.kind <> 'adoption' and exists (select from ml_pooled_models) and adoptable_model(run.instrument_id) is not null then
    -- The pool finished while this run was open.
    perform request_run(run.instrument_id, 'the pool has a new model');
  end if;
end
$$;

-- A step is done: stores its output and hands on to the next step in the caller's transaction, which is also the
-- one that wrote the step's results. Returns the next step, or null after the last.
create or replace function finish_step(run_id bigint, step text, attempt integer, output jsonb, summary text)
returns text
language plpgsql volatile security definer
set search_path from current
as $$
declare
  task ml_pipeline_tasks := current_task(run_id, step, attempt);
  run ml_pipeline_runs;
  definition ml_pipeline_steps;
  following ml_pipelines;
begin
  update ml_pipeline_tasks t
  set status = 'succeeded', finished_at = clock_timestamp(), output = finish_step.output, summary = finish_step.summary
  where t.run_id = task.run_id and t.step = task.step;

  select * into run from ml_pipeline_runs r where r.id = task.run_id;
  select * into definition from ml_pipeline_steps s where s.name = task.step;
  -- Training that is due follows in a run of its own: predictions do not wait for it.
  if definition.decides_training and run.kind = 'prediction' and run.then_train is null then
    update ml_pipeline_runs r set then_train = retraining_due(run.instrument_id) where r.id = run.id;
  end if;

  select * into following from ml_pipelines p
  where p.kind = run.kind and p.position > task.position
  order by p.position
  limit 1;
  if following.step is null then
    perform close_run(run.id, 'succeeded', (
      select t.summary from ml_pipeline_tasks t join ml_pipeline_steps d on d.name = t.step
      where t.run_id = run.id and d.states_outcome));
    return null;
  end if;

  insert into ml_pipeline_tasks (run_id, step, position, attempt_limit)
  select run.id, s.name, following.position, s.max_attempts from ml_pipeline_steps s where s.name = following.step;
  perform enqueue_step(following.step, array[run.id]);
  return following.step;
end
$$;

-- The input the run works on: what every later step reads is checked against this hash.
create or replace function pin_input(
  run_id bigint, first_session date, last_session date, session_count integer, content_hash bytea)
returns void
language sql volatile security definer
set search_path from current
as $$
  update ml_pipeline_runs r
  set first_session = pin_input.first_session, last_session = pin_input.last_session,
      session_count = pin_input.session_count, content_hash = pin_input.content_hash
  where r.id = pin_input.run_id
$$;

-- The run ends here for a stated reason that is no failure. With look_again another one follows: what it worked on
-- has changed, in a way that perhaps no trigger saw. Not twice for the same reason, so that nothing turns in circles.
create or replace function skip_run(run_id bigint, step text, attempt integer, reason text, look_again boolean default false)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
declare
  task ml_pipeline_tasks := current_task(run_id, step, attempt);
begin
  update ml_pipeline_tasks t set summary = skip_run.reason where t.run_id = task.run_id and t.step = task.step;
  if skip_run.look_again then
    update ml_pipeline_runs r
    set look_again = true,
        -- A training that was asked for stays asked for.
        then_train = case when r.kind = 'training' then coalesce(r.then_train, r.reason) else r.then_train end
    where r.id = task.run_id
      and skip_run.reason is distinct from (
        select before.outcome from ml_pipeline_runs before
        where before.instrument_id = r.instrument_id and before.id < r.id
        order by before.id desc limit 1);
  end if;
  perform close_run(task.run_id, 'skipped', skip_run.reason);
end
$$;

-- An attempt failed. Keeps the error; the queue tries again unless it was the last attempt, which ends the run.
-- Returns whether another attempt is due. An attempt that was overtaken fails quietly.
create or replace function fail_step(run_id bigint, step text, attempt integer, error jsonb)
returns boolean
language plpgsql volatile security definer
set search_path from current
as $$
declare
  task ml_pipeline_tasks;
begin
  begin
    task := current_task(run_id, step, attempt);
  exception when sqlstate 'PGA01' then
    return false;
  end;
  update ml_pipeline_tasks t
  set errors = t.errors || jsonb_build_array(
        error || jsonb_build_object('attempt', task.attempt, 'host', task.host, 'at', clock_timestamp())),
      status = case when task.attempt >= task.attempt_limit then 'failed' else 'queued' end,
      finished_at = case when task.attempt >= task.attempt_limit then clock_timestamp() end
  where t.run_id = task.run_id and t.step = task.step;

  if task.attempt >= task.attempt_limit then
    perform close_run(task.run_id, 'failed',
      format('%s failed after %s: %s', task.step, counted(task.attempt, 'attempt'), error ->> 'message'));
    return false;
  end if;
  return true;
end
$$;

-- A worker that shuts down gives its step back: the interrupted attempt does not count against the limit.
create or replace function release_step(run_id bigint, step text, attempt integer)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
declare
  task ml_pipeline_tasks;
begin
  begin
    task := current_task(run_id, step, attempt);
  exception when sqlstate 'PGA01' then
    return;
  end;
  update ml_pipeline_tasks t
  set status = 'queued', attempt_limit = t.attempt_limit + 1
  where t.run_id = task.run_id and t.step = task.step;
  perform enqueue_step(task.step, array[task.run_id]);
end
$$;

-- A job that pg-boss gave up on: the run ends, unless it ended or went on already. Where attempts are left, the job was
-- refused or lost before it began, and the sweep enqueues the step again.
create or replace function fail_dead_letter(run_id bigint, step text, error jsonb)
returns void
language plpgsql volatile security definer
set search_path from current
as $$
declare
  run ml_pipeline_runs;
begin
  select * into run from ml_pipeline_runs r where r.id = fail_dead_letter.run_id for update;
  if run.status in ('queued', 'running') and not has_live_job(run.id, step) and exists (
    select from ml_pipeline_tasks t
    where t.run_id = run.id and t.step = fail_dead_letter.step and t.status in ('queued', 'running')
      and t.attempt >= t.attempt_limit)
  then
    update ml_pipeline_tasks t set errors = t.errors || jsonb_build_array(error)
    where t.run_id = run.id and t.step = fail_dead_letter.step;
    perform close_run(run.id, 'failed', format('%s ended in the dead letter queue: %s', step, error ->> 'message'));
  end if;
end
$$;
