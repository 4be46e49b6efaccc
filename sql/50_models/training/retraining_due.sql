-- Why the instrument should be trained again, or null. That a model missed the gate is no reason.
create or replace function retraining_due(instrument_id integer)
returns text
language plpgsql stable
set search_path from current
as $$
declare
  model ml_models;
  policy ml_pipeline_defaults := pipeline_policy(instrument_id);
  newer_sessions integer;
  changed text;
  drift text;
begin
  if policy.model_scope = 'pooled' then
    return null;
  end if;

  -- The newest registered model of its own, not the serving one: a candidate that missed the gate beside an older
  -- production model, or one that was rolled back, was trained on these data all the same, and makes nothing due.
  select m.* into model
  from ml_models m
  where m.instrument_id = retraining_due.instrument_id and m.scope = 'own'
    and m.status in ('active', 'testing', 'deprecated')
  order by m.id desc
  limit 1;
  if model.id is null then
    return 'no model yet';
  end if;

  if model.feature_set_id is distinct from (select s.id from ml_feature_sets s where s.is_current) then
    return 'the feature set changed';
  end if;

  changed := changed_training_data(model);
  if changed is not null then
    return changed;
  end if;

  select count(*) into newer_sessions
  from price_bars b
  where b.instrument_id = retraining_due.instrument_id and b.trading_date > model.data_end_date;
  if newer_sessions >= policy.retrain_after_sessions then
    return counted(newer_sessions, 'session') || ' since the last training';
  end if;

  drift := drift_since(instrument_id, model.data_end_date);
  if drift is not null then
    return 'drift: ' || drift;
  end if;

  return null;
end
$$;

comment on function retraining_due(integer) is
  E'@behavior -*\n'
  'Why an instrument should be trained again (no model, changed data, age, drift, new feature set), or null.';
grant execute on function retraining_due(integer) to pgaugur_reader, pgaugur_worker;
