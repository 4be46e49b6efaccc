comment on type backtest_trade is
  E'@json object\n'
  'A position of a backtest from its opening to its close. Money is in the trading currency.';
comment on column backtest_trade.symbol is
  'Symbol of the instrument, in a portfolio; null in the backtest of one instrument.';
comment on column backtest_trade.direction is
  E'@set position_side: long, short\n'
  'long or short.';
comment on column backtest_trade.signal_date is 'Session whose close the prediction was made after.';
comment on column backtest_trade.probability is
  'The prediction that opened it, in [0, 1]; of a portfolio that goes by rank what it was ranked by: the relative '
  'probability, or its standing among those of its day where both labels order them.';
comment on column backtest_trade.entry_date is 'Session it was opened in.';
comment on column backtest_trade.entry_price is 'Price of the fill, slippage included.';
comment on column backtest_trade.exit_date is 'Session it was closed in.';
comment on column backtest_trade.exit_price is 'Price of the fill, slippage included.';
comment on column backtest_trade.shares is 'Shares at entry; negative for a short position.';
comment on column backtest_trade.exit_shares is 'Shares at exit: others where there was a split in between.';
comment on column backtest_trade.dividends is 'Received, or below 0 what a short position owed.';
comment on column backtest_trade.costs is 'Of both sides.';
comment on column backtest_trade.profit is 'What the trade changed the value of the account by, net of everything.';
comment on column backtest_trade."return" is 'Profit over the money it took: the value at entry and its cost.';
comment on column backtest_trade.sessions is 'Sessions from the close of the signal to the close of the exit.';
comment on column backtest_trade.exit_reason is
  E'@set exit_reason: horizon, end_of_data, ruin\n'
  'Why it was closed: its sessions were over, its bars were, or the account was worth nothing any more.';
