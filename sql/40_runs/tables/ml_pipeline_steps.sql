comment on table ml_pipeline_steps is
  'The steps a run can consist of: who executes them, how often they are tried and how long they may take.';
comment on column ml_pipeline_steps.executor is
  'The queue that carries the step: graphile_worker (short) or pg_boss (training).';
comment on column ml_pipeline_steps.max_attempts is 'How often the step is tried before its run fails.';
comment on column ml_pipeline_steps.timeout is 'How long one attempt may take.';
comment on column ml_pipeline_steps.pins_input is
  'Whether the step fixes which bars the run works on; bars that arrive later belong to the next run.';
comment on column ml_pipeline_steps.decides_training is
  'Whether it is found out at this step that training is due; a training run then follows the run.';
comment on column ml_pipeline_steps.description is 'What the step does.';
comment on column ml_pipeline_steps.states_outcome is 'Whether what the step finds is the outcome of its run.';

grant select on ml_pipeline_steps to pgaugur_reader, pgaugur_worker;
