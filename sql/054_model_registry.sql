-- Which model of an instrument is in production, and what is kept of the others.

-- The one place where production changes hands. The present model is locked first, here and by whoever calls this.
create or replace function put_into_production(model_id bigint)
returns ml_models
language plpgsql volatile
set search_path from current
as $$
declare
  chosen ml_models;
begin
  update ml_models m
  set status = 'deprecated', is_production = false, deprecated_at = clock_timestamp()
  where m.instrument_id = (select c.instrument_id from ml_models c where c.id = put_into_production.model_id)
    and m.is_production and m.id <> put_into_production.model_id;
  update ml_models m
  set status = 'active', is_production = true, deployed_at = clock_timestamp(), deprecated_at = null
  where m.id = put_into_production.model_id
  returning * into chosen;
  return chosen;
end
$$;

-- Gives a validated candidate its place. In production when it passed the gate and is not worse than the production
-- model; else testing, where it serves while there is no production model. One that missed the gate and is worse than
-- the testing model of the other scope serves nobody: deprecated from the start. What is not known to be worse is newer,
-- and serves. Whom it replaces is deprecated, and named.
create or replace function register_candidate(model_id bigint, out place ml_model_status, out replaced text[])
language plpgsql volatile security definer
set search_path from current
as $$
declare
  candidate constant ml_models := require_model(register_candidate.model_id);
  not_worse boolean;
  worse boolean;
  beside_production boolean;
begin
  not_worse := coalesce((candidate.champion_comparison ->> 'isNotWorse')::boolean, true);
  worse := candidate.champion_comparison ->> 'verdict' is not distinct from 'worse';
  beside_production := coalesce((candidate.champion_comparison ->> 'championIsProduction')::boolean, true);
  place := case when candidate.gate_passed and (not_worse or not beside_production) then 'active'
                when worse and not beside_production then 'deprecated'
                else 'testing' end;

  with gone as (
    update ml_models m
    set status = 'deprecated', is_production = false, deprecated_at = clock_timestamp()
    where m.instrument_id = candidate.instrument_id and m.id <> candidate.id
      and (m.status = 'testing' and place <> 'deprecated' or m.is_production and place = 'active')
    returning m.id, m.model_version
  )
  select coalesce(array_agg(g.model_version order by g.id), '{}') into replaced from gone g;

  if place = 'active' then
    perform put_into_production(candidate.id);
  else
    update ml_models m
    set status = place, is_production = false, deployed_at = null,
        deprecated_at = case when place = 'deprecated' then clock_timestamp() end
    where m.id = candidate.id;
  end if;
end
$$;

-- What a rollback returns to: of each instrument, or of one, the former production model that was deployed last.
create or replace function former_production_models(instrument_id integer default null)
returns setof ml_models
language sql stable
set search_path from current
as $$
  select distinct on (m.instrument_id) m.*
  from ml_models m
  where (former_production_models.instrument_id is null or m.instrument_id = former_production_models.instrument_id)
    and m.status = 'deprecated' and m.deployed_at is not null and m.model_file_hash is not null
  order by m.instrument_id, m.deployed_at desc
$$;

create or replace function rollback_model(instrument_id integer)
returns ml_models
language plpgsql volatile security definer
set search_path from current
as $$
declare
  former ml_models;
begin
  perform require_instrument(rollback_model.instrument_id);
  perform from ml_models m where m.instrument_id = rollback_model.instrument_id and m.is_production for update;
  select f.* into former from former_production_models(rollback_model.instrument_id) f;
  if not found then
    raise exception 'instrument % has no former production model whose artifact is kept', rollback_model.instrument_id
      using errcode = 'no_data_found';
  end if;
  former := put_into_production(former.id);
  perform request_run(rollback_model.instrument_id, 'rolled back to ' || former.model_version);
  return former;
end
$$;

comment on function rollback_model(integer) is
  'Puts the former production model of an instrument back in its place and asks for a run, which scores with it. Returns the model.';

-- A person's word over gate and comparison. Signals still ask for a passed gate: a promotion makes no model better.
create or replace function promote_model(model_id bigint, reason text)
returns ml_models
language plpgsql volatile security definer
set search_path from current
as $$
declare
  chosen ml_models := require_model(promote_model.model_id);
  present ml_models;
begin
  if btrim(coalesce(reason, '')) = '' then
    raise exception 'promoting model % needs a reason, got %', chosen.id, coalesce(quote_literal(reason), 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  select m.* into present from ml_models m where m.instrument_id = chosen.instrument_id and m.is_production for update;
  select m.* into chosen from ml_models m where m.id = chosen.id for update;
  if chosen.is_production then
    raise exception 'model % (%) is in production already', chosen.id, chosen.model_name
      using errcode = 'object_not_in_prerequisite_state';
  elsif chosen.status not in ('testing', 'deprecated') or chosen.gate_passed is null then
    raise exception 'model % (%) is %: only a validated model (testing or deprecated) can be promoted',
      chosen.id, chosen.model_name, chosen.status using errcode = 'object_not_in_prerequisite_state';
  elsif chosen.model_file_hash is null then
    raise exception 'model % (%) was archived: its artifact is gone', chosen.id, chosen.model_name
      using errcode = 'object_not_in_prerequisite_state';
  elsif not exists (select from ml_feature_sets s where s.id = chosen.feature_set_id and s.is_supported) then
    raise exception 'model % (%) was trained on a feature set that is computed no more', chosen.id, chosen.model_name
      using errcode = 'object_not_in_prerequisite_state';
  end if;

  chosen := put_into_production(chosen.id);
  insert into ml_model_promotions (model_id, replaced_model_id, reason) values (chosen.id, present.id, btrim(reason));
  perform request_run(chosen.instrument_id, format('%s promoted: %s', chosen.model_version, btrim(reason)));
  return chosen;
end
$$;

comment on function promote_model(bigint, text) is
  'Puts a validated model into production whatever gate and comparison said, and writes down who did it and why. Signals of a model that has not passed the gate stay HOLD. Returns the model.';

-- Removes artifacts made before a time that no model points to. A young one may belong to a step that has not committed.
create or replace function remove_unused_artifacts(before timestamptz)
returns bigint
language plpgsql volatile
set search_path from current
as $$
declare
  removed bigint;
begin
  delete from ml_model_artifacts a
  where a.created_at < before
    and not exists (select from ml_models m where m.model_file_hash = a.sha256)
    and not exists (select from ml_pooled_models m where m.model_file_hash = a.sha256);
  get diagnostics removed = row_count;
  return removed;
end
$$;

-- Lets go of the artifacts of an instrument's failed models, and of its replaced ones beyond the newest that are kept; the
-- one a rollback returns to stays, however many missed the gate after it. Rows, metrics and predictions stay anyway. A
-- pooled model is kept while it is its pool's newest, or a model of a member is scored with it.
create or replace function archive_models(instrument_id integer, kept integer, out archived bigint, out removed bigint)
language plpgsql volatile security definer
set search_path from current
as $$
begin
  update ml_models m
  set model_file_hash = null, model_file_path = 'archived'
  where m.id in (
    select r.id
    from (select d.id, d.status, row_number() over (partition by d.status order by d.id desc) as recency
          from ml_models d
          where d.instrument_id = archive_models.instrument_id and d.status in ('deprecated', 'failed')
            and d.model_file_hash is not null) r
    where (r.status = 'failed' or r.recency > kept)
      and r.id not in (select f.id from former_production_models(archive_models.instrument_id) f));
  get diagnostics archived = row_count;
  delete from ml_drift_references d using ml_models m
  where m.id = d.model_id and m.instrument_id = archive_models.instrument_id and m.model_file_hash is null;
  update ml_pooled_models p
  set model_file_hash = null
  where p.model_file_hash is not null
    and exists (select from ml_pooled_models newer where newer.pool = p.pool and newer.id > p.id)
    and not exists (select from ml_models m where m.pooled_model_id = p.id and m.model_file_hash is not null);
  removed := remove_unused_artifacts(clock_timestamp() - interval '1 hour');
end
$$;

-- Deletes what is old and serves nothing. Kept whatever its age: models in use, the model a rollback returns to, and models
-- that have spoken live, with what they said: an instrument's record is not better for what was forgotten. Of those the
-- artifact goes.
create or replace function prune(
  older_than interval default '2 years', dry_run boolean default false,
  out models bigint, out predictions bigint, out artifacts bigint, out portfolio_backtests bigint)
language plpgsql volatile security definer
set search_path from current
as $$
declare
  before constant timestamptz := clock_timestamp() - older_than;
  old_models bigint[];
  old_speakers bigint[];
begin
  if older_than is null or older_than < interval '30 days' then
    raise exception 'prune deletes what is older than 30 days at least, got %', coalesce(older_than::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  old_models := array(
    select m.id from ml_models m
    where m.status in ('deprecated', 'failed') and coalesce(m.deprecated_at, m.trained_at) < before
      and m.id not in (select f.id from former_production_models() f)
    order by m.id);
  old_speakers := array(
    select m from unnest(old_models) m
    where exists (select from ml_predictions p where p.model_id = m and p.origin = 'live'));
  old_models := array(select unnest(old_models) except select unnest(old_speakers));
  models := cardinality(old_models);
  select count(*) into predictions from ml_predictions p
  where p.model_id = any (old_models) or (p.origin <> 'live' and p.prediction_date < before::date and p.created_at < before);
  select count(*) into artifacts from ml_model_artifacts a
  where a.created_at < before
    and not exists (select from ml_models m where m.model_file_hash = a.sha256 and m.id <> all (old_models || old_speakers))
    and not exists (select from ml_pooled_models m where m.model_file_hash = a.sha256);
  select count(*) into portfolio_backtests from ml_portfolio_backtests b where b.finished_at < before;
  if dry_run then
    return;
  end if;
  delete from ml_models m where m.id = any (old_models);
  update ml_models m set model_file_hash = null, model_file_path = 'archived' where m.id = any (old_speakers);
  delete from ml_predictions p where p.origin <> 'live' and p.prediction_date < before::date and p.created_at < before;
  perform remove_unused_artifacts(before);
  delete from ml_portfolio_backtests b where b.finished_at < before;
end
$$;

comment on function prune(interval, boolean) is
  'Deletes replaced and failed models, holdout and backfilled predictions, artifacts, and portfolio backtests, each older than the interval (at least 30 days); returns how many. Models in use, the model a rollback returns to, and models that have spoken live are kept, with what they said; of the last the artifact goes. With dry_run it only counts.';
