import type { Bars } from '../../bars.ts';
import type { CorporateActions } from '../corporate_actions.ts';
import { annualizedReturn, dailyReturns, totalReturn } from './returns.ts';
import { maxDrawdown, sharpeRatio, volatility } from './risk.ts';

/** What holding would have brought over the same sessions; each figure as for the strategy. */
export type BuyAndHold = {
  readonly totalReturn: number | null;
  readonly annualizedReturn: number | null;
  readonly volatility: number | null;
  readonly sharpeRatio: number | null;
  readonly maxDrawdown: number | null;
};

/**
 * Value at each of `dates` of 1 that buys at the first close among them and never sells, without cost: shares multiply
 * by splits, and dividends buy further shares at the close of their ex-session, so between two sessions the value grows
 * by split factor × (close + dividend) / close before. 1 up to the first close; sessions of other instruments, and
 * closes that are no positive number, leave the value as it was.
 */
export function holdingPath(dates: readonly string[], bars: Bars, first: number, actions?: CorporateActions) {
  const path = new Float64Array(dates.length).fill(1);
  let bar = first;
  let shares = 0;
  // Dividends of sessions without a price, until there is one to buy at.
  let cash = 0;
  for (let i = 0; i < dates.length; i++) {
    if (i > 0) path[i] = path[i - 1];
    if (bars.dates[bar] !== dates[i]) continue;
    if (actions) {
      shares *= actions.splitFactor[bar];
      cash += shares * actions.dividend[bar];
    }
    const close = bars.close[bar++];
    if (!(close > 0 && close < Number.POSITIVE_INFINITY)) continue;
    shares = shares === 0 ? path[i] / close : shares + cash / close;
    cash = 0;
    path[i] = shares * close;
  }
  return path;
}

/** Figures of a path of `holdingPath`, or of the mean of several: equal parts that are never evened out. */
export function buyAndHold(path: Float64Array): BuyAndHold {
  const returns = dailyReturns(path);
  const total = totalReturn(path);
  return {
    totalReturn: total,
    annualizedReturn: annualizedReturn(total, returns.length),
    volatility: volatility(returns),
    sharpeRatio: sharpeRatio(returns),
    maxDrawdown: maxDrawdown(path),
  };
}
