comment on table ml_portfolio_backtests is
  E'@nullsLast\n'
  'Backtests of many instruments from one account, asked for with backtest_portfolio(…): the rules, what became of the '
  'request, and when it succeeded its figures. Returns are fractions. docs/reference/backtests.md has the formula of '
  'every figure.';
comment on column ml_portfolio_backtests.symbols is
  'The symbols that were named; null when all instruments with predictions were asked for.';
comment on column ml_portfolio_backtests.instrument_ids is 'Who took part.';
comment on column ml_portfolio_backtests.from_date is
  'First session whose predictions count; null for the first there is.';
comment on column ml_portfolio_backtests.to_date is 'Last session whose predictions count; null for the last there is.';
comment on column ml_portfolio_backtests.max_positions is
  'Positions open at the same time, at most; each is worth that part of the equity.';
comment on column ml_portfolio_backtests.weighting is
  'equal, or signal_strength: positions that open together share their parts in proportion to |2p - 1|.';
comment on column ml_portfolio_backtests.top_n is
  'So many are held, those of a pool that rank first; null where the threshold decides.';
comment on column ml_portfolio_backtests.drop_below is
  'What is held is sold only when its rank falls below this; null for top_n itself.';
comment on column ml_portfolio_backtests.holding_sessions is
  'Sessions from a signal''s close to the exit''s, in each instrument''s calendar; with top_n, how long '
  'what has no rank any more is held.';
comment on column ml_portfolio_backtests.requested_by is E'@behavior -*\nLogin that asked.';
comment on column ml_portfolio_backtests.status is
  'queued, succeeded or failed; a failed one may still succeed while its job has attempts left.';
comment on column ml_portfolio_backtests.error is 'Why the last attempt failed; null otherwise.';
comment on column ml_portfolio_backtests.backtest_start_date is 'Session of the first prediction.';
comment on column ml_portfolio_backtests.backtest_end_date is
  'Last session that a position opened on a prediction can reach.';
comment on column ml_portfolio_backtests.trials is
  'How many strategies had their chance on these sessions: the searches behind the models of all members, and the '
  'other rules and choices of symbols that portfolios were traded by over some of them.';
comment on column ml_portfolio_backtests.buy_and_hold_return is
  'Return of holding equal parts of all members, never evened out, dividends reinvested, without costs.';
comment on column ml_portfolio_backtests.buy_and_hold_annualized_return is 'The same, compound per 252 sessions.';
comment on column ml_portfolio_backtests.buy_and_hold_sharpe_ratio is
  'Sharpe ratio of holding equal parts of all members.';
comment on column ml_portfolio_backtests.buy_and_hold_max_drawdown is
  'Deepest fall from a peak of holding equal parts of all members, at most 0.';
comment on column ml_portfolio_backtests.members is
  E'@shape portfolio_member[]\n'
  'Per member what was traded (holdout and live predictions, by which models, first and last session), its trades, and '
  'what part of the total return it contributed.';
comment on column ml_portfolio_backtests.trade_history is
  E'@shape backtest_trade[]\n'
  'Every trade with its symbol, dates, prices, shares, return and the probability that opened it, in the order of '
  'their exits.';
call describe_other_columns('ml_portfolio_backtests', as_in => '{ml_backtest_results}');

comment on constraint known_status on ml_portfolio_backtests is '@name backtest_status';

grant select on ml_portfolio_backtests to pgaugur_reader, pgaugur_worker;
grant update on ml_portfolio_backtests to pgaugur_worker;
