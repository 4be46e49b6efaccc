-- The policy in force for an instrument: its own value where it states one, else the default.
create or replace function pipeline_policy(instrument_id integer)
returns ml_pipeline_defaults
language sql stable
set search_path from current
as $$
  select d.only_row,
         coalesce(o.is_paused, d.is_paused),
         coalesce(o.minimum_sessions, d.minimum_sessions),
         coalesce(o.minimum_quality_score, d.minimum_quality_score),
         coalesce(o.quiet_period, d.quiet_period),
         coalesce(o.maximum_quiet_period, d.maximum_quiet_period),
         coalesce(o.retrain_after_sessions, d.retrain_after_sessions),
         coalesce(o.minimum_roc_auc, d.minimum_roc_auc),
         coalesce(o.probability_threshold, d.probability_threshold),
         coalesce(o.transaction_cost, d.transaction_cost),
         coalesce(o.initial_capital, d.initial_capital),
         coalesce(o.kept_models, d.kept_models),
         coalesce(o.uses_market_context, d.uses_market_context),
         coalesce(o.model_family, d.model_family),
         coalesce(o.engine, d.engine),
         coalesce(o.device, d.device),
         coalesce(o.gate_level, d.gate_level),
         coalesce(o.validation_folds, d.validation_folds),
         coalesce(o.search_grid, d.search_grid),
         coalesce(o.model_scope, d.model_scope),
         coalesce(o.pool, d.pool),
         coalesce(o.maximum_model_age, d.maximum_model_age),
         coalesce(o.maximum_drift, d.maximum_drift),
         coalesce(o.maximum_score_drift, d.maximum_score_drift)
  from ml_pipeline_defaults d
  left join ml_pipeline_policies o on o.instrument_id = pipeline_policy.instrument_id
$$;

comment on function pipeline_policy(integer) is
  E'@behavior -*\nThe pipeline policy in force for an instrument: its own row over the defaults.';
grant execute on function pipeline_policy(integer) to pgaugur_reader, pgaugur_worker;
