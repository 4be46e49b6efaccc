-- A backtest whose worker dies in each of its attempts is told by nobody: its job is there and never taken again, or
-- gone. Ends those that were asked for more than a minute ago. Returns how many.
create or replace function fail_lost_backtests()
returns integer
language plpgsql volatile security definer
set search_path from current
as $$
declare
  ended integer;
  ended_portfolios integer;
begin
  with lost as (
    select r.id, coalesce(why.told, 'its job is in no queue any more: ask for it again') as error
    from ml_backtest_requests r
    left join lateral (
      select j.attempts < j.max_attempts or j.locked_at is not null as is_live, backtest_ended(j.attempts, j.last_error)
      from @worker_schema@.jobs j where j.key = 'backtest:' || r.id) as why (is_live, told) on true
    where r.status = 'queued' and r.requested_at < clock_timestamp() - interval '1 minute' and why.is_live is not true
  )
  update ml_backtest_requests r
  set status = 'failed', error = lost.error, finished_at = clock_timestamp()
  from lost where r.id = lost.id and r.status = 'queued';
  get diagnostics ended = row_count;

  with lost as (
    select r.id, coalesce(why.told, 'its job is in no queue any more: ask for it again') as error
    from ml_portfolio_backtests r
    left join lateral (
      select j.attempts < j.max_attempts or j.locked_at is not null as is_live, backtest_ended(j.attempts, j.last_error)
      from @worker_schema@.jobs j where j.key = 'portfolio_backtest:' || r.id) as why (is_live, told) on true
    where r.status = 'queued' and r.requested_at < clock_timestamp() - interval '1 minute' and why.is_live is not true
  )
  update ml_portfolio_backtests r
  set status = 'failed', error = lost.error, finished_at = clock_timestamp()
  from lost where r.id = lost.id and r.status = 'queued';
  get diagnostics ended_portfolios = row_count;
  return ended + ended_portfolios;
end
$$;

revoke all on function fail_lost_backtests() from public;

create or replace function backtest_ended(attempts integer, last_error text)
returns text
language sql immutable
set search_path from current
as $$
  select case when last_error is null
              then format('its worker died or was stopped in each of %s', counted(attempts, 'attempt'))
              else format('it failed in each of %s: %s', counted(attempts, 'attempt'), last_error) end
$$;

revoke all on function backtest_ended(integer, text) from public;
