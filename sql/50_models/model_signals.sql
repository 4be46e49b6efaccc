-- Which models may say BUY and SELL: asked by workers when they write a prediction down, and by whoever reads one. The
-- policy is joined as two tables, because the function pipeline_policy would be called once per row.
create or replace view model_signals as
select m.id as model_id, m.instrument_id, why.reasons is null as signals, why.reasons as why_not
from ml_models m
cross join ml_pipeline_defaults d
left join ml_pipeline_policies o on o.instrument_id = m.instrument_id
left join context_instruments c on c.instrument_id = m.instrument_id
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
    'its instrument ' || c.reason), '') as reasons
  offset 0) why;

comment on view model_signals is
  E'@name model_signals\n'
  '@listName modelSignals\n'
  '@primaryKey model_id\n'
  '@foreignKey (instrument_id) references base_instruments (id)|@fieldName instrument|@backwardBehavior -*\n'
  '@foreignKey (model_id) references ml_models (id)|@fieldName model|@foreignFieldName signalling\n'
  'Whether a model may say BUY and SELL today, and if not, why: gate, losses of its own holdout trades, an instrument '
  'that only serves as context.';
comment on column model_signals.model_id is '@notNull';
comment on column model_signals.instrument_id is '@notNull';
comment on column model_signals.signals is E'@notNull\nWhether its predictions may be BUY or SELL.';
comment on column model_signals.why_not is 'Why not, reasons separated by semicolons; null when they may.';

grant select on model_signals to pgaugur_reader, pgaugur_worker;
