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
  'The pipeline policy in force for an instrument: its own row over the defaults.';

-- The model that scores new sessions: production, or the newest testing model while there is none.
create or replace function serving_model(instrument_id integer)
returns ml_models
language sql stable
set search_path from current
as $$
  select m.*
  from ml_models m
  where m.instrument_id = serving_model.instrument_id
    and (m.is_production or m.status = 'testing')
  -- A model whose feature set is no longer computed cannot score new sessions: it comes last, production or not.
  order by (select s.is_supported from ml_feature_sets s where s.id = m.feature_set_id) desc,
           m.is_production desc, m.id desc
  limit 1
$$;

comment on function serving_model(integer) is
  'The model whose predictions are served for an instrument: its production model, else its newest testing model.';

-- 2 is the generation of the 7-day system; the second number counts the instrument's models. A run that stores its
-- model again keeps the number.
create or replace function next_model_version(instrument_id integer, run_id bigint)
returns text
language sql stable
set search_path from current
as $$
  select coalesce(
    (select m.model_version from ml_models m where m.pipeline_run_id = next_model_version.run_id),
    'v2.' || (select coalesce(max(split_part(m.model_version, '.', 2)::int) + 1, 0) from ml_models m
              where m.instrument_id = next_model_version.instrument_id and m.model_version ~ '^v2\.\d+\.') || '.0')
$$;

comment on function next_model_version(integer, bigint) is 'The version of the model that a run trains or adopts.';

-- The feature sets to compute for an instrument: the current one, and those that its living models were trained on.
create or replace function feature_sets_in_use(instrument_id integer)
returns setof ml_feature_sets
language sql stable
set search_path from current
as $$
  select s.*
  from ml_feature_sets s
  where s.is_supported
    and (s.is_current
         or exists (select from ml_models m
                    where m.instrument_id = feature_sets_in_use.instrument_id and m.feature_set_id = s.id
                      and m.status in ('training', 'active', 'testing')))
  order by s.id
$$;

comment on function feature_sets_in_use(integer) is
  'The feature sets that are computed for an instrument: the current one and those of its living models.';

-- How many models have been judged on these test rows or most of them: every look is one more chance for luck.
create or replace function models_judged_since(instrument_id integer, session date, besides bigint)
returns integer
language sql stable
set search_path from current
as $$
  select count(*)::integer
  from ml_models m
  where m.instrument_id = models_judged_since.instrument_id and m.id <> besides
    and m.gate_passed is not null and m.data_end_date >= session
$$;

comment on function models_judged_since(integer, date, bigint) is
  'How many models of an instrument were judged on data up to a session or later.';

-- Puts the model that was in production before back in its place.
create or replace function rollback_model(instrument_id integer)
returns ml_models
language plpgsql volatile security definer
set search_path from current
as $$
declare
  present ml_models;
  former ml_models;
begin
  perform require_instrument(rollback_model.instrument_id);
  select m.* into present from ml_models m
  where m.instrument_id = rollback_model.instrument_id and m.is_production
  for update;
  select m.* into former from ml_models m
  where m.instrument_id = rollback_model.instrument_id and m.status = 'deprecated' and m.deployed_at is not null
    and m.model_file_hash is not null and m.id is distinct from present.id
  order by m.deployed_at desc
  limit 1;
  if former.id is null then
    raise exception 'instrument % has no former production model whose artifact is kept', rollback_model.instrument_id
      using errcode = 'no_data_found';
  end if;
  update ml_models m set status = 'deprecated', is_production = false, deprecated_at = clock_timestamp()
  where m.id = present.id;
  update ml_models m set status = 'active', is_production = true, deprecated_at = null, deployed_at = clock_timestamp()
  where m.id = former.id
  returning * into former;
  perform request_run(rollback_model.instrument_id, 'rolled back to ' || former.model_version);
  return former;
end
$$;

comment on function rollback_model(integer) is
  'Puts the former production model of an instrument back in its place and asks for a run, which scores with it. Returns the model.';

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
