comment on table ml_backtest_requests is
  'Backtests that were asked for with backtest(…): their rules, and what became of them.';
comment on column ml_backtest_requests.from_date is
  'First session whose prediction counts; null for the model''s first.';
comment on column ml_backtest_requests.to_date is 'Last session whose prediction counts; null for the model''s last.';
comment on column ml_backtest_requests.probability_threshold is 'Probability from which a position opens.';
comment on column ml_backtest_requests.holding_sessions is 'Sessions from a signal''s close to the exit.';
comment on column ml_backtest_requests.entry is 'next_open or close (optimistic).';
comment on column ml_backtest_requests.direction is 'long_only or long_short.';
comment on column ml_backtest_requests.transaction_cost is 'Cost of each fill as a share of its value.';
comment on column ml_backtest_requests.slippage is 'How much worse than the price each fill is, as a share of it.';
comment on column ml_backtest_requests.initial_capital is 'Capital at the start, in the trading currency.';
comment on column ml_backtest_requests.capital_fraction is 'Share of the capital that is put to work.';
comment on column ml_backtest_requests.whole_shares is 'Whether only whole shares are bought.';
comment on column ml_backtest_requests.status is
  'queued, succeeded or failed; a failed one may still succeed while its job has attempts left.';
comment on column ml_backtest_requests.error is 'Why the last attempt failed; null otherwise.';
comment on column ml_backtest_requests.requested_by is E'@behavior -*\nLogin that asked.';

call name_relation('ml_backtest_requests', 'model_id', 'model', 'mlBacktestRequests');
call name_relation('ml_backtest_requests', 'result_id', 'result', 'requests');

comment on constraint known_status on ml_backtest_requests is '@name backtest_status';

grant select on ml_backtest_requests to pgaugur_reader, pgaugur_worker;
