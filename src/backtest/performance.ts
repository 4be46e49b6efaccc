import type { Trade } from './account.ts';
import { exposure, turnover } from './metrics/activity.ts';
import { type BuyAndHold, buyAndHold } from './metrics/buy_and_hold.ts';
import { type BacktestGrade, gradeBacktest } from './metrics/grade.ts';
import { annualizedReturn, capitalPath, dailyReturns, monthlyReturns, totalReturn } from './metrics/returns.ts';
import { calmarRatio, maxDrawdown, sharpeRatio, sortinoRatio, var95, volatility } from './metrics/risk.ts';
import { deflatedSharpe, probabilisticSharpe, sharpeSample } from './metrics/sharpe_evidence.ts';
import { type TradeMetrics, tradeMetrics } from './metrics/trades.ts';
import type { Simulation } from './simulate.ts';

/**
 * All figures of one backtest; null where a figure is not defined. Ratios and returns are fractions, not percent. Each
 * formula stands at its function; docs/reference/backtests.md lists them.
 */
export type BacktestMetrics = TradeMetrics &
  BacktestGrade & {
    readonly totalReturn: number | null;
    readonly annualizedReturn: number | null;
    readonly volatility: number | null;
    readonly sharpeRatio: number | null;
    /** Probability that the true Sharpe ratio is above 0. */
    readonly probabilisticSharpe: number | null;
    /** The same against the best of `trials` strategies without skill. */
    readonly deflatedSharpe: number | null;
    readonly trials: number;
    readonly sortinoRatio: number | null;
    readonly calmarRatio: number | null;
    readonly maxDrawdown: number | null;
    readonly var95: number | null;
    readonly exposure: number | null;
    readonly turnover: number | null;
    /** `YYYY-MM` → return. */
    readonly monthlyReturns: Readonly<Record<string, number>>;
    readonly buyAndHold: BuyAndHold;
  };

/** @param held value per session of holding instead, from 1 on */
export function performance(
  { dates, value, atWork, traded }: Simulation,
  trades: readonly Trade[],
  held: Float64Array,
  { initialCapital, trials }: { readonly initialCapital: number; readonly trials: number },
): BacktestMetrics {
  const path = capitalPath(value, initialCapital);
  const returns = dailyReturns(path);
  const total = totalReturn(path);
  const annual = annualizedReturn(total, returns.length);
  const drawdown = maxDrawdown(path);
  const sharpe = sharpeRatio(returns);
  const sample = sharpeSample(returns);
  const perTrade = tradeMetrics(trades);
  const holding = buyAndHold(held);

  return {
    totalReturn: total,
    annualizedReturn: annual,
    volatility: volatility(returns),
    sharpeRatio: sharpe,
    probabilisticSharpe: sample && probabilisticSharpe(sample),
    deflatedSharpe: sample && deflatedSharpe(sample, trials),
    trials,
    sortinoRatio: sortinoRatio(returns),
    calmarRatio: calmarRatio(annual, drawdown),
    maxDrawdown: drawdown,
    var95: var95(returns),
    exposure: exposure(atWork),
    turnover: turnover(traded, path),
    monthlyReturns: monthlyReturns(dates, path),
    ...perTrade,
    ...gradeBacktest({
      ...perTrade,
      totalReturn: total,
      annualizedReturn: annual,
      excessReturn: annual === null || holding.annualizedReturn === null ? null : annual - holding.annualizedReturn,
      sharpeRatio: sharpe,
      maxDrawdown: drawdown,
    }),
    buyAndHold: holding,
  };
}
