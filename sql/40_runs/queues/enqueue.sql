-- How steps get into the two queues. This folder is the one place that knows how they are written to.

-- Short steps: one add_jobs call whatever the number of runs. The key lets a waiting job be found again.
create or replace function enqueue_graphile_jobs(step text, run_ids bigint[], run_at timestamptz)
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  perform @worker_schema@.add_jobs((
    select array_agg(row(
             step, json_build_object('run_id', run_id), null, run_at, s.max_attempts,
             'run:' || run_id || ':' || step, null, null)::@worker_schema@.job_spec)
    from unnest(run_ids) as run_id, ml_pipeline_steps s
    where s.name = step));
end
$$;

revoke all on function enqueue_graphile_jobs(text, bigint[], timestamptz) from public;

-- Makes the job that a worker holds, of one step, that of the next step of the same run: what is true of jobs stays
-- true of it. It is found by its key, it is locked by the pool, whose death frees it, and what fails is tried again as
-- the step that failed. As graphile-worker would have it after it had handed out a new job: internals of its schema,
-- which stay in this function, and a test compares the two. Returns false, and leaves everything as it is, where the
-- job is not held any more (a stuck worker's was freed) or the next step is not graphile-worker's.
create or replace function keep_graphile_job(job_id bigint, pool_id text, run_id bigint, step text, following text)
returns boolean
language plpgsql volatile
set search_path from current
as $$
begin
  update @worker_schema@._private_jobs j
  set task_id = t.id, key = 'run:' || run_id || ':' || following, max_attempts = s.max_attempts, attempts = 1,
      last_error = null, run_at = now(), created_at = now(), updated_at = now(), locked_at = now(), revision = 0
  from @worker_schema@._private_tasks t
  join ml_pipeline_steps s on s.name = t.identifier and s.executor = 'graphile_worker'
  where t.identifier = following
    and j.id = job_id and j.locked_by = pool_id and j.key = 'run:' || run_id || ':' || step;
  return found;
end
$$;

revoke all on function keep_graphile_job(bigint, text, bigint, text, text) from public;

-- Long steps: jobs as pg-boss' own send() would make them, with every option of their queue. A plain insert into
-- its job table would carry no heartbeat, no expiry and no dead letter. These are internals of pg-boss' schema
-- version 46: they stay in this function, and a test compares its rows with those of send().
create or replace function enqueue_boss_jobs(queue_name text, run_ids bigint[], run_at timestamptz)
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  insert into @boss_schema@.job (
    name, data, start_after, keep_until, policy, retry_limit, retry_delay, retry_backoff, retry_delay_max,
    expire_seconds, deletion_seconds, dead_letter, heartbeat_seconds)
  select q.name, jsonb_build_object('run_id', run_id), run_at, run_at + q.retention_seconds * interval '1 second',
         q.policy, q.retry_limit, q.retry_delay, q.retry_backoff, q.retry_delay_max,
         q.expire_seconds, q.deletion_seconds, q.dead_letter, q.heartbeat_seconds
  from unnest(run_ids) as run_id, @boss_schema@.queue q
  where q.name = queue_name;
  if not found then
    raise exception 'pg-boss has no queue named %', queue_name using hint = 'Run: pgaugur migrate';
  end if;

  if run_at <= clock_timestamp() then
    perform pg_notify('pgboss_' || left(encode(sha224(@boss_schema_literal@::bytea), 'hex'), 24), queue_name);
  end if;
end
$$;

revoke all on function enqueue_boss_jobs(text, bigint[], timestamptz) from public;

-- Hands a step of the given runs to the queue that its definition names.
create or replace function enqueue_step(step text, run_ids bigint[], run_at timestamptz default clock_timestamp())
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  case (select s.executor from ml_pipeline_steps s where s.name = step)
    when 'graphile_worker' then perform enqueue_graphile_jobs(step, run_ids, run_at);
    when 'pg_boss' then perform enqueue_boss_jobs(step, run_ids, run_at);
    else raise exception 'unknown step "%": it is not in ml_pipeline_steps', step;
  end case;
end
$$;

revoke all on function enqueue_step(text, bigint[], timestamptz) from public;

-- Whether a queue still holds a job that will execute this step of this run.
create or replace function has_live_job(run_id bigint, step text)
returns boolean
language sql stable
set search_path from current
as $$
  select exists (
           select from @worker_schema@.jobs j
           where j.key = 'run:' || run_id || ':' || step and (j.attempts < j.max_attempts or j.locked_at is not null))
      or exists (
           select from @boss_schema@.job j
           where j.name = step and j.data ->> 'run_id' = run_id::text and j.state in ('created', 'retry', 'active'))
$$;

revoke all on function has_live_job(bigint, text) from public;
