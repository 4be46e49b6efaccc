import type { Backtest, BacktestRules, PortfolioBacktest, PortfolioRules } from '../../backtest/index.ts';

export function backtestJson({ metrics, trades, equity }: Backtest, rules: BacktestRules) {
  return {
    rules,
    metrics,
    trades,
    equity: equity.dates.map((date, i) => ({
      date,
      cash: equity.cash[i],
      shares: equity.shares[i],
      value: equity.value[i],
    })),
  };
}

/** The shares of a session are those of the instruments held, by symbol. */
export function portfolioJson({ metrics, contributions, trades, equity }: PortfolioBacktest, rules: PortfolioRules) {
  const shares = [...equity.shares];
  return {
    rules,
    metrics,
    contributions,
    trades,
    equity: equity.dates.map((date, i) => ({
      date,
      cash: equity.cash[i],
      shares: Object.fromEntries(shares.filter(([, held]) => held[i] !== 0).map(([symbol, held]) => [symbol, held[i]])),
      value: equity.value[i],
    })),
  };
}
