-- A step is done: stores its output, and makes the task of the next step or ends the run. Returns the next step, whose
-- job is the caller's to see to, or null after the last.
create or replace function finish_task(run_id bigint, step text, attempt integer, output jsonb, summary text)
returns text
language plpgsql volatile
set search_path from current
as $$
declare
  task ml_pipeline_tasks := current_task(run_id, step, attempt);
  run ml_pipeline_runs;
  definition ml_pipeline_steps;
  following ml_pipelines;
begin
  update ml_pipeline_tasks t
  set status = 'succeeded', finished_at = clock_timestamp(), output = finish_task.output, summary = finish_task.summary
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
  return following.step;
end
$$;

revoke all on function finish_task(bigint, text, integer, jsonb, text) from public;

-- A step is done, and the next one goes to its queue: in the caller's transaction, which is also the one that wrote the
-- step's results. Returns the next step, or null after the last.
create or replace function finish_step(run_id bigint, step text, attempt integer, output jsonb, summary text)
returns text
language plpgsql volatile security definer
set search_path from current
as $$
declare
  following constant text := finish_task(run_id, step, attempt, output, summary);
begin
  if following is not null then
    perform enqueue_step(following, array[run_id]);
  end if;
  return following;
end
$$;

grant execute on function finish_step(bigint, text, integer, jsonb, text) to pgaugur_worker;

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

grant execute on function pin_input(bigint, date, date, integer, bytea) to pgaugur_worker;
