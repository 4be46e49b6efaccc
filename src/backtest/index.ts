export type { ExitReason, Trade } from './account.ts';
export type { Backtest, BacktestOptions, EquityCurve } from './backtest.ts';
export { backtest } from './backtest.ts';
export type { Contribution } from './contributions.ts';
export type { CorporateActions } from './corporate_actions.ts';
export type { BuyAndHold } from './metrics/buy_and_hold.ts';
export type { BacktestQuality } from './metrics/grade.ts';
export type { BacktestMetrics } from './performance.ts';
export type { PortfolioBacktest, PortfolioTrade } from './portfolio.ts';
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
export type { TradedInstrument } from './simulate.ts';
