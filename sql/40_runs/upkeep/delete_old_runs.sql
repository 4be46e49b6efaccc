-- Old runs, their tasks, old requests, quality metrics and measurements of drift: the grid keeps a quarter, each
-- instrument's newest run, and the runs of models that have not been archived.
create or replace function delete_old_runs(older_than interval default '90 days')
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  deleted integer;
begin
  delete from ml_pipeline_runs r
  where r.finished_at < clock_timestamp() - older_than
    and exists (select from ml_pipeline_runs newer
                where (newer.instrument_id = r.instrument_id or newer.pool = r.pool) and newer.id > r.id)
    -- The run of a model holds its trial ledger.
    and not exists (select from ml_models m where m.pipeline_run_id = r.id and m.model_file_hash is not null)
    and not exists (select from ml_pooled_models m where m.pipeline_run_id = r.id and m.model_file_hash is not null);
  get diagnostics deleted = row_count;
  delete from data_quality_metrics q where q.created_at < clock_timestamp() - older_than;
  -- What was asked for; results stay.
  delete from ml_backtest_requests b where b.finished_at < clock_timestamp() - older_than;
  delete from ml_portfolio_backtests b where b.status = 'failed' and b.finished_at < clock_timestamp() - older_than;
  delete from ml_backfill_requests b where b.finished_at < clock_timestamp() - older_than;
  -- Of a model the newest measurement stays, and the newest that was there when a model of the instrument was trained:
  -- drift_since asks how the scoring model was then.
  delete from ml_drift d
  using (
      select f.model_id, f.session, lead(f.session) over (partition by f.model_id order by f.session) as next_session
      from ml_drift f) followed,
    ml_models m
  where followed.model_id = d.model_id and followed.session = d.session and m.id = d.model_id
    and d.measured_at < clock_timestamp() - older_than
    and followed.next_session is not null
    and not exists (
      select from ml_models trained
      where trained.instrument_id = m.instrument_id
        and trained.data_end_date >= d.session and trained.data_end_date < followed.next_session);
  return deleted;
end
$$;

grant execute on function delete_old_runs(interval) to pgaugur_worker;
