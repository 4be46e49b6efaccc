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

  -- Also where no attempt is left and nobody has said so, as releases before left them: no run stays open for that.
  if task.status = 'running' or task.attempt >= task.attempt_limit then
    perform end_attempt(task.run_id, task.step, 'the worker died, or lost its connection, before the attempt ended');
  end if;
  if task.attempt >= task.attempt_limit then
    return; -- the worker died in the last attempt that was allowed, and the run has ended with that
  end if;

  update ml_pipeline_tasks t
  set status = 'running', attempt = t.attempt + 1, started_at = clock_timestamp()
  where t.run_id = run.id and t.step = take_step.step
  returning * into task;
  insert into ml_task_traces (run_id, step, attempt, host) values (run.id, task.step, task.attempt, take_step.host);

  -- Each attempt of the first step reads anew. The step that pins reads a moment later: what differs by then is found
  -- at night, unless a trigger has said so, and it need not be.
  if run.instrument_id is not null and run.session_count is null
    and (not definition.pins_input or run.look_again)
  then
    perform look_at_prices(run.instrument_id);
  end if;

  -- Prices that arrive before the input is pinned are part of it; later ones ask for another look.
  update ml_pipeline_runs r
  set status = 'running', started_at = coalesce(r.started_at, clock_timestamp()),
      look_again = r.look_again and not definition.pins_input
  where r.id = run.id
    and (r.status <> 'running' or r.started_at is null or r.look_again and definition.pins_input);

  return query
  select task.attempt, run.instrument_id,
         coalesce((select i.symbol::text from base_instruments i where i.id = run.instrument_id), 'pool ' || run.pool),
         run.kind, extract(epoch from definition.timeout)::double precision, run.last_session, run.content_hash,
         run.pool;
end
$$;

grant execute on function take_step(bigint, text, text, text) to pgaugur_worker;
