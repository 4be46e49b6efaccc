-- What a backtest was worth on each of its sessions. The result row has trades and months; this is worked out from the
-- trades and the stored bars when somebody looks, so that there is nothing more to store.
create or replace function backtest_equity(backtest_id bigint)
returns table (session date, equity double precision, drawdown double precision, buy_and_hold double precision,
               buy_and_hold_drawdown double precision)
language sql stable
set search_path from current
as $$
  with result as materialized (
    select * from ml_backtest_results r where r.id = backtest_equity.backtest_id
  ),
  trades as materialized (
    select (t ->> 'entryDate')::date as entry, (t ->> 'exitDate')::date as exit,
           (t ->> 'entryPrice')::double precision as price, (t ->> 'shares')::double precision as shares,
           (t ->> 'profit')::double precision as profit, case t ->> 'direction' when 'short' then -1 else 1 end as side
    from result r
    cross join lateral jsonb_array_elements(
      case jsonb_typeof(r.trade_history) when 'array' then r.trade_history else '[]' end) t
  ),
  bars as materialized (
    select b.trading_date as day, b.close_price::double precision as close,
           product(b.split_factor) over (order by b.trading_date) as splits
    from result r
    join price_bars b
      on b.instrument_id = r.instrument_id and b.trading_date between r.backtest_start_date and r.backtest_end_date
  ),
  worth as (
    select b.day,
           r.initial_capital::double precision + coalesce(closed.profit, 0) + coalesce(held.gain, 0) as equity,
           r.initial_capital::double precision * b.close * b.splits
             / first_value(b.close * b.splits) over (order by b.day) as buy_and_hold
    from bars b
    cross join result r
    cross join lateral (select sum(t.profit) as profit from trades t where t.exit <= b.day) closed
    cross join lateral (
      select sum(t.side * t.shares * (b.close * b.splits / e.splits - t.price)) as gain
      from trades t join bars e on e.day = t.entry
      where t.entry <= b.day and b.day < t.exit) held
  )
  select w.day, w.equity, w.equity / nullif(max(w.equity) over run, 0) - 1, w.buy_and_hold,
         w.buy_and_hold / nullif(max(w.buy_and_hold) over run, 0) - 1
  from worth w
  window run as (order by w.day)
  order by w.day
$$;

comment on function backtest_equity(bigint) is
  E'@column session The session, at whose close the values are.\n'
  '@column equity What the account was worth: closed trades with their costs, an open one at the close.\n'
  '@column drawdown Its distance from its highest value so far, as a fraction: 0 or below.\n'
  '@column buy_and_hold What the same money was worth in the instrument from the first session on, splits counted.\n'
  '@column buy_and_hold_drawdown Its distance from its highest value so far.\n'
  'A backtest session by session, beside holding the instrument. By the bars that are stored today: prices that were '
  'corrected since show as corrected.';
grant execute on function backtest_equity(bigint) to pgaugur_reader, pgaugur_worker;
