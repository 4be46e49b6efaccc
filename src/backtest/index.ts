export type { Backtest, BacktestMetrics } from './backtest.ts';
export { backtest } from './backtest.ts';
export type { BacktestQuality } from './metrics/grade.ts';
export type { BacktestRules } from './rules.ts';
export { DEFAULT_BACKTEST_RULES } from './rules.ts';
export type { EquityCurve, Trade } from './simulate.ts';
