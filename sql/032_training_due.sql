-- When an instrument should be trained again.

-- What a measurement of drift says against a model, or null: by the policy's largest share of drifting features, and
-- its largest PSI of the scores, in multiples of what they had by themselves in the training range.
create or replace function drift_warning(drift ml_drift, maximum_drift double precision, maximum_score_drift double precision)
returns text
language sql immutable
set search_path from current
as $$
  select concat_ws(', ',
    case when (drift).drifted_share > maximum_drift then
      format('%s %% of its features are unlike the training range (at most %s %%)',
             round(100 * (drift).drifted_share), round((100 * maximum_drift)::numeric)) end,
    case when (drift).score_psi > maximum_score_drift * greatest(0.25, (drift).score_noise) then
      format('the PSI of its scores is %s, %s times what is usual (at most %s)', round((drift).score_psi::numeric, 2),
             round(((drift).score_psi / greatest(0.25, (drift).score_noise))::numeric, 1), maximum_score_drift) end)
  where (drift).drifted_share > maximum_drift
     or (drift).score_psi > maximum_score_drift * greatest(0.25, (drift).score_noise)
$$;

comment on function drift_warning(ml_drift, double precision, double precision) is
  'What a measurement of drift says against a model, by the given limits; null when it is within them.';

-- The drift of the serving model that speaks for another training: it is beyond the policy now and was not on the last
-- session that the newest training knew. A model that was born with drift, or a training that did not help, is no
-- reason to train again on nearly the same data; nor is drift before a third of the measured window is new.
create or replace function drift_since(instrument_id integer, trained_through date)
returns text
language sql stable
set search_path from current
as $$
  select drift_warning(newest.measured, p.maximum_drift, p.maximum_score_drift)
  from serving_model(drift_since.instrument_id) m
  cross join pipeline_policy(drift_since.instrument_id) p
  cross join lateral (
    select d as measured, d.session, d.sessions
    from ml_drift d where d.model_id = m.id
    order by d.session desc limit 1) newest
  where newest.sessions <= 3 * (
      select count(*) from price_bars b
      where b.instrument_id = drift_since.instrument_id and b.trading_date > trained_through
        and b.trading_date <= newest.session)
    and drift_warning(
      (select d from ml_drift d where d.model_id = m.id and d.session <= trained_through
       order by d.session desc limit 1),
      p.maximum_drift, p.maximum_score_drift) is null
$$;

comment on function drift_since(integer, date) is
  'The drift of the serving model that arose after a session and makes training due, or null.';

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
  drift text;
begin
  if policy.model_scope = 'pooled' then
    return null;
  end if;

  -- The newest registered model of its own, not the serving one: a candidate that missed the gate beside an older production
  -- model, or one that was rolled back, was trained on these data all the same, and makes nothing due.
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

  -- The features row of the last session the model learned from carries the hash of everything it and the rows before
  -- it were computed from: bars, calendar and indices. Of the sessions after it only the closes count, as labels.
  if (select f.history_hash from features f
      where f.instrument_id = retraining_due.instrument_id and f.feature_set_id = model.feature_set_id
        and f.trading_date = coalesce(model.label_end_date, model.data_end_date))
     is distinct from coalesce(model.label_hash, model.data_hash)
  then
    return 'data the model was trained on changed';
  end if;
  if model.label_closes is distinct from (
    select array_agg(b.close_price::double precision order by b.trading_date) from price_bars b
    where b.instrument_id = retraining_due.instrument_id
      and b.trading_date > model.label_end_date and b.trading_date <= model.data_end_date)
  then
    return 'prices the model was trained on changed';
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
  'Why an instrument should be trained again (no model, changed data, age, drift, new feature set), or null.';
