-- Deletes what is old and serves nothing. Kept whatever its age: models in use, the model a rollback returns to, and
-- models that have spoken live, with what they said: an instrument's record is not better for what was forgotten. Of
-- those the artifact goes.
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
  where p.model_id = any (old_models)
     or (p.origin <> 'live' and p.prediction_date < before::date and p.created_at < before);
  select count(*) into artifacts from ml_model_artifacts a
  where a.created_at < before
    and not exists (select from ml_models m
                    where m.model_file_hash = a.sha256 and m.id <> all (old_models || old_speakers))
    and not exists (select from ml_pooled_models m where m.model_file_hash = a.sha256)
    and not exists (select from ml_rank_models m where m.model_file_hash = a.sha256)
    and not exists (select from ml_rank_models m where m.raw_file_hash = a.sha256);
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
  E'@behavior -*\n'
  'Deletes replaced and failed models, predictions that are not live, artifacts, and portfolio backtests, each '
  'older than the interval (at least 30 days); returns how many. Models in use, the model a rollback returns to, and '
  'models that have spoken live are kept, with what they said; of the last the artifact goes. With dry_run it only '
  'counts.';
grant execute on function prune(interval, boolean) to pgaugur_operator;
