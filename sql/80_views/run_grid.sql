-- statement_timestamp, because with the volatile clock_timestamp the planner would work out the whole grid for a page
-- of it.
create or replace view run_grid as
select r.id as run_id, r.instrument_id, coalesce(i.symbol, ('pool ' || r.pool)::varchar(50)) as symbol, r.kind,
       r.status as run_status, r.reason, r.outcome,
       r.requested_at, r.started_at as run_started_at, r.finished_at as run_finished_at,
       p.position, p.step,
       coalesce(t.status, case when r.finished_at is null then 'waiting' else 'not reached' end) as status,
       coalesce(t.attempt, 0) as attempt,
       case when (select has_table_privilege('ml_task_traces'::regclass, 'select')) then (
         select x.host::text from ml_task_traces x
         where x.run_id = t.run_id and x.step = t.step and x.attempt = t.attempt) end as host,
       t.started_at, t.finished_at,
       extract(epoch from coalesce(t.finished_at, greatest(statement_timestamp(), t.started_at)) - t.started_at)
         ::double precision as seconds,
       t.summary, t.errors -> -1 ->> 'message' as last_error, r.pool
from ml_pipeline_runs r
left join base_instruments i on i.id = r.instrument_id
join ml_pipelines p on p.kind = r.kind
left join ml_pipeline_tasks t on t.run_id = r.id and t.step = p.step;

comment on view run_grid is
  E'@name run_grid_cell\n'
  '@listName runGrid\n'
  '@primaryKey run_id,step\n'
  '@foreignKey (run_id) references ml_pipeline_runs (id)|@fieldName run|@foreignFieldName grid\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@foreignFieldName runGrid\n'
  '@behavior +aggregates +groupedAggregates\n'
  'The run grid: one row per run and step with status, attempt, host, duration, what the step found and its last '
  'error.';
comment on column run_grid.instrument_id is 'The instrument; null for the training of a pool.';
comment on column run_grid.symbol is E'@notNull\nSymbol of the instrument, or the word pool and the name of the pool.';
comment on column run_grid.kind is E'@set run_kind\n@notNull\ntraining, prediction, pooled_training or adoption.';
comment on column run_grid.pool is 'The pool that is trained; null for a run of an instrument.';
comment on column run_grid.run_status is
  E'@set run_status\n@notNull\nState of the run: queued, running, succeeded, skipped, failed or cancelled.';
comment on column run_grid.reason is E'@notNull\nWhat started the run.';
comment on column run_grid.outcome is 'How the run ended, in one sentence.';
comment on column run_grid.position is E'@notNull\nPlace of the step in the run.';
comment on column run_grid.step is E'@notNull\nName of the step; see `ml_pipeline_steps`.';
comment on column run_grid.status is
  E'@set step_status: waiting, queued, running, succeeded, skipped, failed, cancelled, not reached\n'
  '@notNull\nState of the step: waiting (not reached yet), queued, running, succeeded, skipped, failed, cancelled or '
  'not reached (the run ended before).';
comment on column run_grid.attempt is E'@notNull\nThe current or last attempt; 0 before the first.';
comment on column run_grid.host is
  'Host of the worker that executes or last executed the step; null for readers, whom it is no business of.';
comment on column run_grid.seconds is 'How long the last attempt took, or has taken so far.';
comment on column run_grid.summary is 'What the step found or did, in one sentence.';
comment on column run_grid.last_error is 'Message of the newest failed attempt.';
call describe_other_columns(
  'run_grid', as_in => '{ml_pipeline_tasks, ml_pipeline_runs}',
  not_null => '{run_id, requested_at}');

grant select on run_grid to pgaugur_reader, pgaugur_worker;
