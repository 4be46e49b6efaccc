comment on table ml_backtest_results is
  E'@behavior +aggregates +groupedAggregates\n'
  'What trading a model''s predictions would have brought, one position at a time: opened after a signal, closed some '
  'sessions later, its own columns say by which rules. A pipeline''s own backtest is long only, over the holdout. '
  'Returns are fractions. docs/reference/backtests.md has the formula of every figure.';
comment on column ml_backtest_results.entry is
  'next_open (a position opens at the open after its signal) or close (at the very close the signal was computed from: '
  'optimistic).';
comment on column ml_backtest_results.direction is
  'long_only or long_short (also short, where the probability of a fall reaches the threshold).';
comment on column ml_backtest_results.slippage is 'How much worse than the price each fill was, as a share of it.';
comment on column ml_backtest_results.capital_fraction is 'Share of the capital that was put to work.';
comment on column ml_backtest_results.whole_shares is 'Whether only whole shares were bought.';
comment on column ml_backtest_results.probabilistic_sharpe is
  'Probability that the true Sharpe ratio is above 0, given length, skewness and kurtosis of the returns.';
comment on column ml_backtest_results.deflated_sharpe is
  'Probability that the true Sharpe ratio is above the best that so many trials without skill would be expected to '
  'show.';
comment on column ml_backtest_results.trials is
  'How many strategies had been tried on these sessions: the trial ledger of every model judged on them, and the other '
  'backtests of this model.';
comment on column ml_backtest_results.exposure is 'Mean share of the account that was in positions.';
comment on column ml_backtest_results.turnover is 'How many times a year the account was bought and sold.';
comment on column ml_backtest_results.buy_and_hold_annualized_return is
  'Compound return per 252 sessions of holding the instrument.';
comment on column ml_backtest_results.buy_and_hold_sharpe_ratio is 'Sharpe ratio of holding the instrument.';
comment on column ml_backtest_results.buy_and_hold_max_drawdown is
  'Deepest fall from a peak of holding the instrument, at most 0.';
comment on column ml_backtest_results.holding_period_days is 'Sessions from a signal''s close to the exit.';
comment on column ml_backtest_results.probability_threshold is 'Probability from which a position was opened.';
comment on column ml_backtest_results.initial_capital is 'Capital at the start, in the trading currency.';
comment on column ml_backtest_results.transaction_cost is
  'Cost of each fill as a share of its value, paid on both sides.';
comment on column ml_backtest_results.total_return is 'Return over the whole range, net of costs.';
comment on column ml_backtest_results.annualized_return is 'Compound return per 252 sessions.';
comment on column ml_backtest_results.sharpe_ratio is
  'Mean over standard deviation of daily returns, times √252; risk-free rate 0.';
comment on column ml_backtest_results.max_drawdown is
  'Deepest fall from a peak, at most 0: -0.25 is a loss of a quarter.';
comment on column ml_backtest_results.win_rate is 'Share of trades with a gain after costs, in [0, 1].';
comment on column ml_backtest_results.profit_factor is
  'Sum of winning returns over the size of the sum of losing ones; null when no trade lost.';
comment on column ml_backtest_results.winning_trades is 'Trades with a gain after costs.';
comment on column ml_backtest_results.losing_trades is 'Trades with a loss after costs.';
comment on column ml_backtest_results.avg_trade_return is 'Mean return per trade, net of costs.';
comment on column ml_backtest_results.avg_trade_duration_days is 'Mean number of sessions from signal to exit.';
comment on column ml_backtest_results.volatility is 'Standard deviation of daily returns, annualised by √252.';
comment on column ml_backtest_results.var_95 is
  'Value at risk: the daily return that one session in twenty fell below.';
comment on column ml_backtest_results.calmar_ratio is
  'Annualised return over the size of the maximum drawdown; null without a drawdown.';
comment on column ml_backtest_results.sortino_ratio is
  'Like the Sharpe ratio, but only falls count as risk; null when no day lost.';
comment on column ml_backtest_results.buy_and_hold_return is
  'Return of holding the instrument over the same sessions, dividends reinvested, without costs.';
comment on column ml_backtest_results.trade_history is
  E'@shape backtest_trade[]\n'
  'Every trade with its dates, prices, shares, return and the probability that opened it.';
comment on column ml_backtest_results.monthly_returns is
  E'@shape month_return[]\n'
  'Month (YYYY-MM) to return.';
comment on column ml_backtest_results.backtest_quality is 'EXCELLENT, GOOD, FAIR or POOR, by the quality score.';
comment on column ml_backtest_results.quality_score is 'Grade in [0, 1] from return, risk and number of trades.';
comment on column ml_backtest_results.airflow_dag_id is
  'Name of the pipeline, kept for queries written for the former system.';
comment on column ml_backtest_results.airflow_run_id is
  'The pipeline run''s id as text, kept for queries written for the former system.';
comment on column ml_backtest_results.backtest_start_date is 'First session of the range.';
comment on column ml_backtest_results.backtest_end_date is 'Last session of the range.';
comment on column ml_backtest_results.total_trades is 'How many positions were opened and closed.';
comment on column ml_backtest_results.best_trade_return is 'Net return of the best trade as a fraction.';
comment on column ml_backtest_results.worst_trade_return is 'Net return of the worst trade as a fraction.';

call name_relation('ml_backtest_results', 'instrument_id', 'instrument', 'mlBacktestResults');
call name_relation('ml_backtest_results', 'model_id', 'model', 'mlBacktestResults');
call name_relation('ml_backtest_results', 'pipeline_run_id', 'pipelineRun', 'mlBacktestResults');

grant select on ml_backtest_results to pgaugur_reader, pgaugur_worker;
grant insert, update, delete on ml_backtest_results to pgaugur_worker;
