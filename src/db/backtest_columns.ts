import { z } from 'zod';
import { type BacktestMetrics, RULE_CHOICES, type Trade } from '../backtest/index.ts';

/** The columns that hold what came of it, of a model or a portfolio. */
export const figureColumns = ({
  metrics,
  trades,
}: {
  readonly metrics: BacktestMetrics;
  readonly trades: readonly Trade[];
}) => ({
  total_return: metrics.totalReturn,
  annualized_return: metrics.annualizedReturn,
  sharpe_ratio: metrics.sharpeRatio,
  probabilistic_sharpe: metrics.probabilisticSharpe,
  deflated_sharpe: metrics.deflatedSharpe,
  trials: metrics.trials,
  max_drawdown: metrics.maxDrawdown,
  win_rate: metrics.winRate,
  profit_factor: metrics.profitFactor,
  total_trades: metrics.totalTrades,
  winning_trades: metrics.winningTrades,
  losing_trades: metrics.losingTrades,
  avg_trade_return: metrics.avgTradeReturn,
  avg_trade_duration_days: metrics.avgTradeDurationDays,
  best_trade_return: metrics.bestTradeReturn,
  worst_trade_return: metrics.worstTradeReturn,
  volatility: metrics.volatility,
  var_95: metrics.var95,
  calmar_ratio: metrics.calmarRatio,
  sortino_ratio: metrics.sortinoRatio,
  exposure: metrics.exposure,
  turnover: metrics.turnover,
  buy_and_hold_return: metrics.buyAndHold.totalReturn,
  buy_and_hold_annualized_return: metrics.buyAndHold.annualizedReturn,
  buy_and_hold_sharpe_ratio: metrics.buyAndHold.sharpeRatio,
  buy_and_hold_max_drawdown: metrics.buyAndHold.maxDrawdown,
  trade_history: JSON.stringify(trades),
  monthly_returns: JSON.stringify(metrics.monthlyReturns),
  backtest_quality: metrics.quality,
  quality_score: metrics.qualityScore,
});

/** Rules as a request holds them. Read with RULE_FIELDS. */
export const backtestRules = z.object({
  threshold: z.number(),
  holdingSessions: z.number().int(),
  entry: z.enum(RULE_CHOICES.entry),
  direction: z.enum(RULE_CHOICES.direction),
  costPerSide: z.number(),
  slippage: z.number(),
  initialCapital: z.number(),
  capitalFraction: z.number(),
  wholeShares: z.boolean(),
});

/** Arguments of json_build_object that make these rules of a request's columns, whose table is called r. */
export const RULE_FIELDS = `
  'threshold', r.probability_threshold, 'holdingSessions', r.holding_sessions, 'entry', r.entry,
  'direction', r.direction, 'costPerSide', r.transaction_cost, 'slippage', r.slippage,
  'initialCapital', r.initial_capital, 'capitalFraction', r.capital_fraction, 'wholeShares', r.whole_shares`;
