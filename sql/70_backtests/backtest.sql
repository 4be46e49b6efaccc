-- Backtests on demand: a request is a row, a worker trades it, and the result is a row of ml_backtest_results.

-- Asks for a backtest of a model's predictions.
create or replace function backtest(
  model_id bigint,
  threshold double precision default 0.6,
  holding_sessions integer default 7,
  transaction_cost double precision default 0.001,
  slippage double precision default 0,
  from_date date default null,
  to_date date default null,
  direction text default 'long_only',
  entry text default 'next_open',
  initial_capital numeric default 10000,
  capital_fraction double precision default 1,
  whole_shares boolean default false)
returns ml_backtest_requests
language plpgsql volatile security definer
set search_path from current
as $$
declare
  known record;
  request ml_backtest_requests;
  instrument integer;
begin
  perform refuse_impossible_rules(
    'backtest', threshold, holding_sessions, transaction_cost, slippage, from_date, to_date, direction, entry,
    initial_capital, capital_fraction, whole_shares);

  instrument := (require_model(backtest.model_id)).instrument_id;
  perform refuse_context(array[instrument]);

  select min(p.prediction_date) as first_date, max(p.prediction_date) as last_date, count(*) as predictions,
         count(*) filter (where p.prediction_date >= coalesce(backtest.from_date, '-infinity')
                            and p.prediction_date <= coalesce(backtest.to_date, 'infinity')) as in_range
  into known
  from ml_predictions p
  -- What was said after the fact is left out, here and where it is traded: what was backfilled may be of sessions that
  -- the model learned from.
  where p.model_id = backtest.model_id and p.origin in ('holdout', 'live');
  if known.in_range = 0 then
    raise exception 'model % has no prediction%', backtest.model_id,
        case when known.predictions = 0 then ', holdout or live' else
          coalesce(' from ' || backtest.from_date, '') || coalesce(' to ' || backtest.to_date, '') ||
          format('; it has %s from %s to %s', known.predictions, known.first_date, known.last_date) end
      using errcode = 'no_data_found';
  end if;

  -- Dates beyond the predictions ask for what there is: "infinity" and the year 20261 are dates to Postgres only.
  from_date := greatest(from_date, case when from_date is not null then known.first_date end);
  to_date := least(to_date, case when to_date is not null then known.last_date end);
  insert into ml_backtest_requests (
    model_id, from_date, to_date, probability_threshold, holding_sessions, entry, direction, transaction_cost, slippage,
    initial_capital, capital_fraction, whole_shares)
  values (
    backtest.model_id, backtest.from_date, backtest.to_date, threshold, backtest.holding_sessions, backtest.entry,
    backtest.direction, backtest.transaction_cost, backtest.slippage, backtest.initial_capital,
    backtest.capital_fraction, backtest.whole_shares)
  returning * into request;
  perform enqueue_backtest(request.id);
  return request;
end
$$;

comment on function backtest(
  bigint, double precision, integer, double precision, double precision, date, date, text, text, numeric,
  double precision, boolean) is
  'Asks a worker to trade a model''s predictions, holdout and live, by the given rules, where they are also above the '
  'model''s training base rate (for shorts below it). Returns the request; its status and result_id say when the '
  'result is in ml_backtest_results.';
grant execute on function backtest(
  bigint, double precision, integer, double precision, double precision, date, date, text, text, numeric,
  double precision, boolean) to pgaugur_operator;

-- Whether a request waits for its result, asked in the transaction that stores it: who was taken for dead, and comes
-- after another has answered, stores nothing.
create or replace function fence_backtest_request(request_id bigint)
returns boolean
language sql volatile security definer
set search_path from current
as $$
  select r.status <> 'succeeded' from ml_backtest_requests r where r.id = request_id for update
$$;

grant execute on function fence_backtest_request(bigint) to pgaugur_worker;

-- What became of a request. A later attempt of the same job may overrule a failure.
create or replace function finish_backtest_request(request_id bigint, result_id bigint, error text)
returns void
language sql volatile security definer
set search_path from current
as $$
  update ml_backtest_requests r
  set status = case when finish_backtest_request.error is null then 'succeeded' else 'failed' end,
      error = finish_backtest_request.error, result_id = finish_backtest_request.result_id,
      finished_at = clock_timestamp()
  where r.id = request_id and r.status <> 'succeeded'
$$;

grant execute on function finish_backtest_request(bigint, bigint, text) to pgaugur_worker;
