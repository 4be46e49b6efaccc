-- What speaks today against the signals and the intervals of each model, and all of the model that is said beside its
-- predictions, so that model_signals, model_intervals and prediction_usability read a model once. The policy is joined
-- as two tables, because the functions pipeline_policy and pool_of would be called once per row.
create or replace view judged_models as
select m.id as model_id, m.instrument_id, m.model_name, m.model_version, m.model_type, m.scope, m.status,
       m.is_production, m.deprecated_at, m.p_value, m.test_records, m.test_accuracy, m.test_roc_auc, m.gate_passed,
       m.metrics, m.training_base_rate, f.is_supported, f.source_ids,
       coalesce(o.minimum_quality_score, d.minimum_quality_score) as minimum_quality_score,
       coalesce(o.maximum_model_age, d.maximum_model_age) as maximum_model_age,
       coalesce(o.maximum_drift, d.maximum_drift) as maximum_drift,
       coalesce(o.maximum_score_drift, d.maximum_score_drift) as maximum_score_drift,
       signalling.reasons as why_no_signals,
       case when m.interval_gate_passed then 'own' when pooled.contradiction = '' then 'pool' end as interval_judge,
       case when m.interval_gate_passed or pooled.contradiction = '' then null
            else concat_ws('; ',
                           coalesce('its interval: ' || m.interval_gate_reason, 'its interval has not been judged'),
                           'the gate of its pool is passed, and its own test contradicts that: '
                           || pooled.contradiction) end as why_no_interval,
       i.symbol, i.is_active, i.exchange_id
from ml_models m
join base_instruments i on i.id = m.instrument_id
cross join ml_pipeline_defaults d
left join ml_pipeline_policies o on o.instrument_id = m.instrument_id
left join ml_feature_sets f on f.id = m.feature_set_id
-- "offset 0" keeps a value from being worked out again wherever it is used.
cross join lateral (
  select nullif(concat_ws('; ',
    case when m.gate_passed is null and m.scope = 'external' then
           'its model is ' || coalesce(m.gate_reason, 'not judged yet')
         when m.gate_passed is null then 'its model has not been validated'
         when not m.gate_passed then
           'its model did not pass the gate: '
           || coalesce(regexp_replace(m.gate_reason, '^(not passed: )+', ''), 'no reason is stored') end,
    -- The backtest of the run that made the model, which the leaderboard shows: whoever tries other rules on demand
    -- silences nobody. Asked for only where it decides.
    case when m.gate_passed and not coalesce(o.signals_after_losses, d.signals_after_losses) then (
      select case when b.total_return < 0 and b.total_trades > 0 then
               format('its model lost %s %% after costs with the %s of its holdout, and policy signals_after_losses '
                      'is off', percent(-b.total_return), counted(b.total_trades, 'trade')) end
      from ml_backtest_results b
      where b.model_id = m.id and b.airflow_run_id is not null
      order by b.id desc
      limit 1) end,
    -- Asked only of indices, which are few.
    case when lower(i.instrument_type::text) = 'index' then
      (select 'its instrument ' || c.reason from context_instruments c where c.instrument_id = m.instrument_id) end),
    '') as reasons
  offset 0) signalling
-- What its own test says against the gate of its pool, empty where that stands for it, null where it does not: asked
-- for only where it decides, and not at all by who does not read it.
cross join lateral (
  select (
    select concat_ws(', ',
             case when e.nominal not between e.coverage_lower and e.coverage_upper then
               format('a coverage of %s to %s %%, to hold %s %%', percent(e.coverage_lower), percent(e.coverage_upper),
                      percent(e.nominal)) end,
             case when e.to_past > 1 then 'a loss above that of the quantiles of its past' end,
             case when e.to_normal > 1 then 'a loss above that of an EWMA normal' end)
    from (select p.id, p.interval_gate_passed, p.interval_metrics
          from ml_pooled_models p
          where p.pool = coalesce(o.pool, d.pool) and p.interval_gate_passed is not null
          order by p.id desc
          limit 1) newest
    cross join (
      select (m.interval_metrics ->> 'nominal')::double precision as nominal,
             (m.interval_metrics -> 'coverage' ->> 'lower')::double precision as coverage_lower,
             (m.interval_metrics -> 'coverage' ->> 'upper')::double precision as coverage_upper,
             (m.interval_metrics -> 'toUnconditional' ->> 'lower')::double precision as to_past,
             (m.interval_metrics -> 'toEwmaNormal' ->> 'lower')::double precision as to_normal
      offset 0) e
    where m.interval_gate_passed is distinct from true
      and coalesce(o.model_scope, d.model_scope) in ('pooled', 'both')
      and newest.interval_gate_passed
      and (newest.interval_metrics ->> 'nominal')::double precision
          = coalesce(o.interval_coverage, d.interval_coverage)
      and exists (select from ml_pooled_model_members g
                  where g.pooled_model_id = newest.id and g.instrument_id = m.instrument_id and g.labelled_rows > 0))
    as contradiction
  offset 0) pooled;

comment on view judged_models is
  'What speaks against the signals and the intervals of each model, with the policy of its instrument: what '
  'model_signals, model_intervals and prediction_usability are made of.';
comment on column judged_models.interval_judge is
  E'@set interval_judge: own, pool\nWhose gate the intervals are relied on by.';

revoke all on judged_models from public;
