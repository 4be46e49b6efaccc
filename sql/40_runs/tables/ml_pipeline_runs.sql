-- The life of a run. TypeScript never decides what comes next: workers call take_step, finish_step, skip_run and
-- fail_step, and these functions move the run.
--
--   queued ──take_step───▶ running ──finish_step (last step)──▶ succeeded
--                            │ skip_run ─▶ skipped
--                            │ fail_step (last attempt) ─▶ failed ──retry_run──▶ queued
--                            └ cancel_run ─▶ cancelled ──retry_run──▶ queued
--
-- Locks: every function locks the run's row first, so the state of one run changes in one order.

comment on table ml_pipeline_runs is
  E'@behavior +aggregates +groupedAggregates\n'
  'Pipeline runs: one instrument''s way from new prices to predictions, or the training of a pool. At most one run per '
  'instrument, and per pool, is open.';
comment on column ml_pipeline_runs.kind is
  'training (all steps), prediction (new prices scored by the scoring model), pooled_training (of a pool) or adoption '
  '(an instrument judges the model of its pool).';
comment on column ml_pipeline_runs.pooled_model_id is 'The pooled model that an adoption took up.';
comment on column ml_pipeline_runs.pool is 'The pool that is trained; null for a run of an instrument.';
comment on column ml_pipeline_runs.status is
  'queued, running, succeeded, skipped (ended for a reason that is no failure), failed or cancelled.';
comment on column ml_pipeline_runs.reason is 'What started the run.';
comment on column ml_pipeline_runs.look_again is
  'Whether prices arrived that this run no longer covers: another run follows it.';
comment on column ml_pipeline_runs.last_requested_at is 'When prices last asked for this run.';
comment on column ml_pipeline_runs.outcome is
  'How the run ended, in one sentence: its result, why it was skipped, or its error.';
comment on column ml_pipeline_runs.first_session is
  'First session of the bars the run works on; null until they are pinned.';
comment on column ml_pipeline_runs.last_session is 'Last session of the bars the run works on.';
comment on column ml_pipeline_runs.session_count is 'How many bars the run works on.';
comment on column ml_pipeline_runs.content_hash is '@behavior -*';
comment on column ml_pipeline_runs.then_train is 'Why a training run follows this one; null when none does.';

call name_relation('ml_pipeline_runs', 'instrument_id', 'instrument', 'mlPipelineRuns');
call name_relation('ml_pipeline_runs', 'pooled_model_id', 'adoptedModel', 'adoptions');

grant select on ml_pipeline_runs to pgaugur_reader, pgaugur_worker;
