import type { Bars } from '../bars.ts';
import type { BacktestGrade } from './metrics/grade.ts';
import { gradeBacktest } from './metrics/grade.ts';
import {
  annualizedReturn,
  buyAndHoldReturn,
  capitalPath,
  dailyReturns,
  monthlyReturns,
  totalReturn,
} from './metrics/returns.ts';
import { calmarRatio, maxDrawdown, sharpeRatio, sortinoRatio, var95, volatility } from './metrics/risk.ts';
import type { TradeMetrics } from './metrics/trades.ts';
import { tradeMetrics } from './metrics/trades.ts';
import type { BacktestRules } from './rules.ts';
import { checkRules, DEFAULT_BACKTEST_RULES } from './rules.ts';
import type { EquityCurve, Trade } from './simulate.ts';
import { simulate } from './simulate.ts';

/** All figures of one backtest; null where a figure is not defined. Ratios and returns are fractions, not percent. */
export type BacktestMetrics = TradeMetrics &
  BacktestGrade & {
    readonly totalReturn: number | null;
    readonly annualizedReturn: number | null;
    readonly buyAndHoldReturn: number | null;
    readonly volatility: number | null;
    readonly sharpeRatio: number | null;
    readonly sortinoRatio: number | null;
    readonly calmarRatio: number | null;
    readonly maxDrawdown: number | null;
    readonly var95: number | null;
    /** `YYYY-MM` → return. */
    readonly monthlyReturns: Readonly<Record<string, number>>;
  };

export type Backtest = {
  readonly trades: readonly Trade[];
  readonly equity: EquityCurve;
  readonly metrics: BacktestMetrics;
};

/**
 * What trading the predictions would have brought. `signals` holds a probability per bar, NaN where there is no
 * prediction; how they become trades stands at `simulate`, each figure's formula at its function.
 *
 * @throws RangeError for a rule out of range, for signals of another length than the bars, for a signal outside [0, 1].
 */
export function backtest(bars: Bars, signals: ArrayLike<number>, rules: Partial<BacktestRules> = {}): Backtest {
  const complete = { ...DEFAULT_BACKTEST_RULES, ...rules };
  checkRules(complete);
  checkSignals(bars, signals);
  const { trades, equity } = simulate(bars, signals, complete);
  return { trades, equity, metrics: summarize(bars, trades, equity, complete) };
}

function summarize(bars: Bars, trades: readonly Trade[], equity: EquityCurve, rules: BacktestRules): BacktestMetrics {
  const path = capitalPath(equity.value, rules.initialCapital);
  const returns = dailyReturns(path);
  const total = totalReturn(path);
  const annual = annualizedReturn(total, returns.length);
  const drawdown = maxDrawdown(path);
  const sharpe = sharpeRatio(returns);
  const perTrade = tradeMetrics(trades);

  const held = buyAndHoldReturn(bars.close.subarray(equity.from, equity.from + path.length));
  const heldAnnual = annualizedReturn(held, returns.length);

  return {
    totalReturn: total,
    annualizedReturn: annual,
    buyAndHoldReturn: held,
    volatility: volatility(returns),
    sharpeRatio: sharpe,
    sortinoRatio: sortinoRatio(returns),
    calmarRatio: calmarRatio(annual, drawdown),
    maxDrawdown: drawdown,
    var95: var95(returns),
    monthlyReturns: monthlyReturns(equity.dates, path),
    ...perTrade,
    ...gradeBacktest({
      ...perTrade,
      totalReturn: total,
      annualizedReturn: annual,
      excessReturn: annual === null || heldAnnual === null ? null : annual - heldAnnual,
      sharpeRatio: sharpe,
      maxDrawdown: drawdown,
    }),
  };
}

function checkSignals(bars: Bars, signals: ArrayLike<number>): void {
  if (signals.length !== bars.dates.length) {
    throw new RangeError(`signals must have one entry per bar (${bars.dates.length}), got ${signals.length}`);
  }
  for (let t = 0; t < signals.length; t++) {
    if (signals[t] < 0 || signals[t] > 1) {
      throw new RangeError(`signal of ${bars.dates[t]} must be a probability in [0, 1] or NaN, got ${signals[t]}`);
    }
  }
}
