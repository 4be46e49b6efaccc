-- The pipeline; the conventions are those of 091.

comment on table ml_pipeline_steps is
  'The steps a run can consist of: who executes them, how often they are tried and how long they may take.';
comment on column ml_pipeline_steps.executor is 'The queue that carries the step: graphile_worker (short) or pg_boss (training).';
comment on column ml_pipeline_steps.max_attempts is 'How often the step is tried before its run fails.';
comment on column ml_pipeline_steps.timeout is 'How long one attempt may take.';
comment on column ml_pipeline_steps.pins_input is 'Whether the step fixes which bars the run works on; bars that arrive later belong to the next run.';
comment on column ml_pipeline_steps.decides_training is 'Whether it is found out at this step that training is due; a training run then follows the run.';
comment on column ml_pipeline_steps.description is 'What the step does.';
comment on column ml_pipeline_steps.states_outcome is 'Whether what the step finds is the outcome of its run.';

comment on table ml_pipelines is 'Which steps each kind of run has, in order.';
comment on column ml_pipelines.kind is 'training, prediction, pooled_training or adoption.';
comment on column ml_pipelines.position is 'Place in the order; equal positions mean the same stage in all kinds.';
comment on column ml_pipelines.step is 'Name of the step.';

comment on table ml_pipeline_defaults is
  E'@name pipeline_policies\n@listName mlPipelineDefaults\n'
  'Pipeline policy: when to train, what to accept, how to trade. The one stored row holds the defaults; the policy in '
  'force for an instrument is its field `pipelinePolicy`.';
comment on column ml_pipeline_defaults.only_row is '@behavior -*';
comment on constraint ml_pipeline_defaults_pkey on ml_pipeline_defaults is '@behavior -single';
comment on column ml_pipeline_defaults.is_paused is 'Whether new prices start no runs.';
comment on column ml_pipeline_defaults.minimum_sessions is 'Sessions an instrument needs before it is trained.';
comment on column ml_pipeline_defaults.minimum_quality_score is 'Data quality in [0, 1] below which a run is skipped.';
comment on column ml_pipeline_defaults.quiet_period is 'A training run waits until no price has arrived for this long.';
comment on column ml_pipeline_defaults.maximum_quiet_period is 'The longest such wait, however steadily prices arrive.';
comment on column ml_pipeline_defaults.retrain_after_sessions is 'New sessions after which a model is trained again.';
comment on column ml_pipeline_defaults.minimum_roc_auc is 'The gate: ROC-AUC on the test range that a model must reach to go into production, in [0, 1].';
comment on column ml_pipeline_defaults.probability_threshold is 'Probability in (0.5, 1) from which a prediction is a BUY; 1 minus it and below is a SELL.';
comment on column ml_pipeline_defaults.transaction_cost is 'Cost of each fill in backtests, as a share of its value: 0.001 is 0.1 %.';
comment on column ml_pipeline_defaults.initial_capital is 'Capital a backtest starts with, in the trading currency.';
comment on column ml_pipeline_defaults.kept_models is 'Replaced models whose artifact is kept, per instrument.';
comment on column ml_pipeline_defaults.model_family is 'What is trained: xgboost_classifier, tfjs_mlp or tfjs_gru.';
comment on column ml_pipeline_defaults.engine is 'Who trains trees: pgaugur, or libxgboost where a training host has it.';
comment on column ml_pipeline_defaults.device is 'What libxgboost trains on: cpu, or cuda where it was built with it. Networks choose by themselves.';
comment on column ml_pipeline_defaults.gate_level is 'Largest p-value against no skill, corrected for the models judged on the same rows, with which the gate is passed.';
comment on column ml_pipeline_defaults.validation_folds is 'Walk-forward folds that configurations are compared on; fewer where the history is short.';
comment on column ml_pipeline_defaults.search_grid is 'Configurations to try: default (5), quick (192) or full (6,912, by successive halving).';
comment on column ml_pipeline_defaults.uses_market_context is 'Whether market indices are part of the features.';
comment on column ml_pipeline_defaults.model_scope is
  'Which models an instrument gets: own (trained on its history), pooled (of its pool) or both, which compete.';
comment on column ml_pipeline_defaults.pool is 'Name of the pool whose members share a pooled model.';

comment on table ml_pipeline_policies is
  'What single instruments state against the pipeline defaults. A null column means that the default holds; columns '
  'mean what they mean in `ml_pipeline_defaults`.';
comment on column ml_pipeline_policies.uses_market_context is 'Whether market indices are part of its features; in force from its next run on.';
comment on column ml_pipeline_policies.is_paused is 'Whether new prices of this instrument start no runs.';

comment on table ml_pipeline_runs is
  E'@behavior +aggregates +groupedAggregates\n'
  'Pipeline runs: one instrument''s way from new prices to predictions, or the training of a pool. At most one run per '
  'instrument, and per pool, is open.';
comment on column ml_pipeline_runs.kind is
  'training (all steps), prediction (new prices scored by the serving model), pooled_training (of a pool) or adoption '
  '(an instrument judges the model of its pool).';
comment on column ml_pipeline_runs.pooled_model_id is 'The pooled model that an adoption took up.';
comment on column ml_pipeline_runs.pool is 'The pool that is trained; null for a run of an instrument.';
comment on column ml_pipeline_runs.status is
  'queued, running, succeeded, skipped (ended for a reason that is no failure), failed or cancelled.';
comment on column ml_pipeline_runs.reason is 'What started the run.';
comment on column ml_pipeline_runs.look_again is 'Whether prices arrived that this run no longer covers: another run follows it.';
comment on column ml_pipeline_runs.last_requested_at is 'When prices last asked for this run.';
comment on column ml_pipeline_runs.outcome is 'How the run ended, in one sentence: its result, why it was skipped, or its error.';
comment on column ml_pipeline_runs.first_session is 'First session of the bars the run works on; null until they are pinned.';
comment on column ml_pipeline_runs.last_session is 'Last session of the bars the run works on.';
comment on column ml_pipeline_runs.session_count is 'How many bars the run works on.';
comment on column ml_pipeline_runs.content_hash is '@behavior -*';
comment on column ml_pipeline_runs.then_train is 'Why a training run follows this one; null when none does.';

comment on table ml_pipeline_tasks is
  E'@behavior +aggregates +groupedAggregates\n'
  'The steps a run has reached. `runGrid` also shows those it has not.';
comment on column ml_pipeline_tasks.position is 'Place of the step in the run.';
comment on column ml_pipeline_tasks.status is 'queued, running, succeeded, skipped, failed or cancelled.';
comment on column ml_pipeline_tasks.attempt is 'The current or last attempt; 0 before the first.';
comment on column ml_pipeline_tasks.attempt_limit is 'The attempt after which the run fails.';
comment on column ml_pipeline_tasks.host is 'Host of the worker that executes or last executed the step.';
comment on column ml_pipeline_tasks.summary is 'What the step found or did, in one sentence.';
comment on column ml_pipeline_tasks.output is 'What the step handed on to later ones.';
comment on column ml_pipeline_tasks.errors is 'The errors of failed attempts, oldest first, each with message, attempt, host and time.';
comment on column ml_pipeline_tasks.step is 'Name of the step.';
