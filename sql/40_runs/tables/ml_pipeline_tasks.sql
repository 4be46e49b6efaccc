comment on table ml_pipeline_tasks is
  E'@behavior +aggregates +groupedAggregates\nThe steps a run has reached. `runGrid` also shows those it has not.';
comment on column ml_pipeline_tasks.position is 'Place of the step in the run.';
comment on column ml_pipeline_tasks.status is 'queued, running, succeeded, skipped, failed or cancelled.';
comment on column ml_pipeline_tasks.attempt is 'The current or last attempt; 0 before the first.';
comment on column ml_pipeline_tasks.attempt_limit is 'The attempt after which the run fails.';
comment on column ml_pipeline_tasks.host is 'Null: where a step was executed, operators see in `run_grid`.';
comment on column ml_pipeline_tasks.summary is 'What the step found or did, in one sentence.';
comment on column ml_pipeline_tasks.output is 'What the step handed on to later ones.';
comment on column ml_pipeline_tasks.errors is
  E'@shape attempt_error[]\n'
  'The errors of failed attempts, oldest first, each with message, attempt and time.';
comment on column ml_pipeline_tasks.step is 'Name of the step.';

call name_relation('ml_pipeline_tasks', 'run_id', 'run', 'tasks');
call name_relation('ml_pipeline_tasks', 'step', 'definition', 'tasks');

grant select on ml_pipeline_tasks to pgaugur_reader, pgaugur_worker;
