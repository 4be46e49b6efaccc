-- Portfolios that hold the first of a pool by rank, and sell only what falls below a buffer.
alter table ml_portfolio_backtests
  add column top_n integer constraint at_least_one_held check (top_n >= 1),
  add column drop_below integer,
  add constraint dropped_below_what_is_held check (drop_below >= top_n),
  add constraint dropped_by_rank check (drop_below is null or top_n is not null);

-- They take two more rules now.
drop function if exists backtest_portfolio(
  text[], integer, text, double precision, integer, double precision, double precision, date, date, text, text, numeric,
  double precision, boolean);
drop function if exists refuse_impossible_rules(
  text, double precision, integer, double precision, double precision, date, date, text, text, numeric,
  double precision, boolean, integer, text);
