-- How a run begins: somebody asks for it, and the first task of its pipeline goes to a queue.

-- Makes the first task of each new run and hands it to its queue.
create or replace function enqueue_first_steps(run_ids bigint[])
returns void
language plpgsql volatile
set search_path from current
as $$
declare
  first_step record;
begin
  for first_step in
    with first_tasks as (
      insert into ml_pipeline_tasks (run_id, step, position, attempt_limit)
      select distinct on (r.id) r.id, s.name, p.position, s.max_attempts
      from ml_pipeline_runs r
      join ml_pipelines p on p.kind = r.kind
      join ml_pipeline_steps s on s.name = p.step
      where r.id = any (enqueue_first_steps.run_ids)
      order by r.id, p.position
      returning run_id, step
    )
    select step as name, array_agg(run_id order by run_id) as run_ids from first_tasks group by step
  loop
    perform enqueue_step(first_step.name, first_step.run_ids);
  end loop;
end
$$;

revoke all on function enqueue_first_steps(bigint[]) from public;

-- The kind of run that is due for an instrument. One that is served by its pool gets no model of its own. No view:
-- whoever inserts prices may have a session that reads none (restrict_nonsystem_relation_kind).
create or replace function due_kind(instrument_id integer, model_scope text)
returns text
language plpgsql stable
set search_path from current
as $$
begin
  return case
    when exists (select from ml_pooled_models) and adoptable_model(instrument_id) is not null then 'adoption'
    when (scoring_model(instrument_id)).id is null and model_scope <> 'pooled' then 'training'
    else 'prediction' end;
end
$$;

revoke all on function due_kind(integer, text) from public;

-- Opens a run for each instrument; where one is open already it is told to look again at its end. Paused and
-- inactive instruments are left alone. Instruments in ascending order, so that callers cannot deadlock.
create or replace function request_runs(instrument_ids integer[], reason text, kind text default null)
returns setof ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
declare
  opened bigint[];
  requested ml_pipeline_runs;
begin
  for requested in
    insert into ml_pipeline_runs as r (instrument_id, kind, reason)
    select i.id,
           -- No model of its own either where somebody asks for it.
           coalesce(case when request_runs.kind <> 'training' or p.model_scope <> 'pooled' then request_runs.kind end,
                    due_kind(i.id, p.model_scope)),
           request_runs.reason
    from base_instruments i
    cross join lateral pipeline_policy(i.id) p
    where i.id = any (request_runs.instrument_ids) and i.is_active is not false and not p.is_paused
    order by i.id
    on conflict (instrument_id) where status in ('queued', 'running')
    do update set look_again = true, last_requested_at = clock_timestamp(),
                  then_train = case when request_runs.kind = 'training' then request_runs.reason else r.then_train end
    -- A burst of requests is not written down one by one.
    where not r.look_again or request_runs.kind = 'training'
       or (r.status = 'queued' and r.last_requested_at < clock_timestamp() - interval '200 milliseconds')
    returning r.*
  loop
    if not requested.look_again then
      opened := opened || requested.id;
    end if;
    return next requested;
  end loop;

  perform enqueue_first_steps(opened);
end
$$;

comment on function request_runs(integer[], text, text) is
  E'@behavior -*\n'
  'Asks for a run of each instrument that is active and not paused; see request_run.';
grant execute on function request_runs(integer[], text, text) to pgaugur_operator;

create or replace function request_run(
  instrument_id integer, reason text default 'requested by hand', kind text default null)
returns ml_pipeline_runs
language plpgsql volatile security definer
set search_path from current
as $$
declare
  requested ml_pipeline_runs;
begin
  perform require_instrument(request_run.instrument_id);
  select * into requested from request_runs(array[request_run.instrument_id], reason, kind);
  if not found then
    select r.* into requested from ml_pipeline_runs r
    where r.instrument_id = request_run.instrument_id and r.status in ('queued', 'running');
  end if;
  return requested;
end
$$;

comment on function request_run(integer, text, text) is
  E'@set kind run_kind\n'
  'Asks for a run of an instrument: kind training, prediction, adoption, or null for what is due. An open run is told '
  'to look again at its end. Returns the run.';
grant execute on function request_run(integer, text, text) to pgaugur_operator;
