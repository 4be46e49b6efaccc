-- Backtests that were asked for. Not steps of a run: their jobs are not in ml_pipeline_steps.
create or replace function enqueue_backtest(request_id bigint)
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  perform @worker_schema@.add_job(
    'backtest_on_demand', json_build_object('request_id', request_id), max_attempts => 3,
    job_key => 'backtest:' || request_id);
end
$$;

revoke all on function enqueue_backtest(bigint) from public;

create or replace function enqueue_portfolio_backtest(backtest_id bigint)
returns void
language plpgsql volatile
set search_path from current
as $$
begin
  perform @worker_schema@.add_job(
    'portfolio_backtest_on_demand', json_build_object('backtest_id', backtest_id), max_attempts => 3,
    job_key => 'portfolio_backtest:' || backtest_id);
end
$$;

revoke all on function enqueue_portfolio_backtest(bigint) from public;
