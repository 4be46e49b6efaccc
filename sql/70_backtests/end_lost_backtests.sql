-- Backtests that were asked for and whose job has no attempt left, or is gone: a worker that died said nothing of it.
-- They fail with that, and what is left of the job goes. Returns how many.
create or replace function end_lost_backtests()
returns integer
language plpgsql volatile
set search_path from current
as $$
declare
  cause constant text := 'the worker died, or lost its connection, in the last attempt';
  ended integer;
  also integer;
begin
  update ml_backtest_requests r set status = 'failed', error = cause, finished_at = clock_timestamp()
  where r.status = 'queued' and not has_attempts_left('backtest:' || r.id);
  get diagnostics ended = row_count;
  update ml_portfolio_backtests b set status = 'failed', error = cause, finished_at = clock_timestamp()
  where b.status = 'queued' and not has_attempts_left('portfolio_backtest:' || b.id);
  get diagnostics also = row_count;
  perform @worker_schema@.complete_jobs(array(
    select j.id from @worker_schema@.jobs j
    where j.task_identifier in ('backtest_on_demand', 'portfolio_backtest_on_demand')
      and j.key is not null and not has_attempts_left(j.key)));
  return ended + also;
end
$$;

revoke all on function end_lost_backtests() from public;

-- Whether a queue still holds a job of this key that is under way, or will be.
create or replace function has_attempts_left(job_key text)
returns boolean
language sql stable
set search_path from current
as $$
  select exists (
    select from @worker_schema@.jobs j
    where j.key = job_key and (j.attempts < j.max_attempts or j.locked_at is not null))
$$;

revoke all on function has_attempts_left(text) from public;
