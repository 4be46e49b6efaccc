-- What is kept of models that serve no more.

-- Removes artifacts made before a time that no model points to. A young one may belong to a step that has not
-- committed.
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
    and not exists (select from ml_pooled_models m where m.model_file_hash = a.sha256)
    and not exists (select from ml_rank_models m where m.model_file_hash = a.sha256)
    and not exists (select from ml_rank_models m where m.raw_file_hash = a.sha256);
  get diagnostics removed = row_count;
  return removed;
end
$$;

revoke all on function remove_unused_artifacts(timestamptz) from public;

-- Lets go of the artifacts of an instrument's failed models, and of its replaced ones beyond the newest that are kept;
-- the one a rollback returns to stays, however many missed the gate after it. Rows, metrics and predictions stay
-- anyway. A pooled model is kept while it is its pool's newest, or a model of a member is scored with it; a rank model
-- while it is its pool's newest.
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
  update ml_rank_models r
  set model_file_hash = null, raw_file_hash = null
  where r.model_file_hash is not null
    and exists (select from ml_rank_models newer where newer.pool = r.pool and newer.id > r.id);
  removed := remove_unused_artifacts(clock_timestamp() - interval '1 hour');
end
$$;

grant execute on function archive_models(integer, integer) to pgaugur_worker;
