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

  perform complete_external_predictions(run.instrument_id);
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
  elsif run.kind <> 'adoption' and exists (select from ml_pooled_models)
    and adoptable_model(run.instrument_id) is not null
  then
    -- The pool finished while this run was open.
    perform request_run(run.instrument_id, 'the pool has a new model');
  end if;
end
$$;

revoke all on function close_run(bigint, text, text) from public;
