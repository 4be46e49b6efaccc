export type { ExitReason, Trade } from './account.ts';
export type { Backtest, BacktestOptions } from './backtest.ts';
export { backtest } from './backtest.ts';
export type { Contribution } from './contributions.ts';
export type { CorporateActions } from './corporate_actions.ts';
export type { TradedInstrument } from './inputs.ts';
export type { BuyAndHold } from './metrics/buy_and_hold.ts';
export type { BacktestMetrics } from './performance.ts';
export type { PortfolioBacktest } from './portfolio.ts';
export { backtestPortfolio } from './portfolio.ts';
export type { BacktestRules, Bound, PortfolioRules } from './rules.ts';
export {
  BacktestRuleError,
  COUNT,
  DEFAULT_BACKTEST_RULES,
  DEFAULT_PORTFOLIO_RULES,
  RULE_BOUNDS,
  RULE_CHOICES,
} from './rules.ts';
