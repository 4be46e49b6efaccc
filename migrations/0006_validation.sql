-- What a model is chosen and judged by.

alter table ml_trials
  add column fold_log_losses double precision[];

alter table ml_models
  add column engine text,
  add column device text,
  add column p_value double precision,
  add column calibration jsonb,
  add column reliability jsonb,
  add column champion_comparison jsonb;

-- Policies of search and gate, and of who trains.
alter table ml_pipeline_defaults
  add column model_family text not null default 'xgboost_classifier',
  add column engine text not null default 'pgaugur',
  add column device text not null default 'cpu',
  add constraint known_model_family check (model_family in ('xgboost_classifier', 'tfjs_mlp', 'tfjs_gru')),
  add constraint known_engine check (engine in ('pgaugur', 'libxgboost')),
  add constraint known_device check (device in ('cpu', 'cuda')),
  add column gate_level double precision not null default 0.05,
  add column validation_folds smallint not null default 5,
  add column search_grid text not null default 'default',
  add constraint gate_level_is_a_probability check (gate_level > 0 and gate_level < 1),
  add constraint at_least_one_fold check (validation_folds >= 1),
  add constraint known_search_grid check (search_grid in ('default', 'quick', 'full'));
alter table ml_pipeline_policies
  add column model_family text,
  add column engine text,
  add column device text,
  add constraint known_model_family check (model_family in ('xgboost_classifier', 'tfjs_mlp', 'tfjs_gru')),
  add constraint known_engine check (engine in ('pgaugur', 'libxgboost')),
  add constraint known_device check (device in ('cpu', 'cuda')),
  add column gate_level double precision,
  add column validation_folds smallint,
  add column search_grid text,
  add constraint gate_level_is_a_probability check (gate_level > 0 and gate_level < 1),
  add constraint at_least_one_fold check (validation_folds >= 1),
  add constraint known_search_grid check (search_grid in ('default', 'quick', 'full'));
