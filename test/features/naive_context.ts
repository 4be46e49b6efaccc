import type { Bars } from '../../src/bars.ts';
import type { IndexSeries, MarketContext } from '../../src/features/index.ts';

/*
 * The context features of one session, computed the long way: from lists of the closes that were known, with the
 * textbook formulas. Nothing here is shared with the library. What cannot be known comes out as NaN.
 */

const NOTHING = Number.NaN;

export function naiveContext(bars: Bars, context: MarketContext, t: number): Map<string, number> {
  const values = new Map<string, number>();
  [1, 2, 3, 4].forEach((slot) => {
    const index = context[slot - 1];
    const add = (name: string, value: number) => values.set(`index_${slot}_${name}`, value);
    const closes = knownCloses(index, bars.dates[t]);
    const implied = knownCloses(index?.impliedVolatility, bars.dates[t]);

    for (const k of [1, 7, 30]) add(`return_${k}d`, back(closes, 0) / back(closes, k) - 1);
    for (const k of [20, 60]) add(`trend_${k}d`, trend(last(closes, k).map(Math.log), k));
    for (const k of [20, 50, 200]) add(`to_sma_${k}`, back(closes, 0) / (sum(last(closes, k)) / k));
    add('to_high_200', back(closes, 0) / Math.max(...last(closes, 200)));
    for (const k of [20, 60]) add(`volatility_${k}d`, volatility(closes, k));
    add('implied_volatility', back(implied, 0) / 100);
    add('implied_growth_7d', back(implied, 0) / back(implied, 7));
    add('implied_to_realised', back(implied, 0) / 100 / volatility(closes, 20));

    const own: number[] = [];
    const beside: number[] = [];
    for (let s = t - 59; s <= t; s++) {
      own.push(s < 1 ? NOTHING : bars.close[s] / bars.close[s - 1] - 1);
      beside.push(s < 1 ? NOTHING : closeAt(index, bars, s) / closeAt(index, bars, s - 1) - 1);
    }
    add('beta_60d', covariance(own, beside) / covariance(beside, beside));
    add('correlation_60d', covariance(own, beside) / Math.sqrt(covariance(own, own) * covariance(beside, beside)));
    for (const k of [7, 30]) {
      const growth = t < k ? NOTHING : bars.close[t] / bars.close[t - k];
      const indexGrowth = t < k ? NOTHING : closeAt(index, bars, t) / closeAt(index, bars, t - k);
      add(`relative_strength_${k}d`, growth / indexGrowth);
    }
  });
  return values;
}

/** Closes known at the end of the session of that date, oldest first; none if the newest is older than 10 days. */
function knownCloses(index: IndexSeries | undefined, date: string): number[] {
  const closes: number[] = [];
  let newest = '';
  index?.dates.forEach((indexDate, i) => {
    if (indexDate > date || (indexDate === date && !index.sameSession)) return;
    closes.push(index.close[i]);
    newest = indexDate;
  });
  const silence = (Date.parse(date) - Date.parse(newest)) / 86_400_000;
  return silence <= 10 ? closes : [];
}

function closeAt(index: IndexSeries | undefined, bars: Bars, t: number): number {
  return back(knownCloses(index, bars.dates[t]), 0);
}

/** The close k sessions before the last. */
function back(closes: readonly number[], k: number): number {
  return closes.at(-1 - k) ?? NOTHING;
}

/** The last k closes, or one NaN if there are fewer. */
function last(closes: readonly number[], k: number): number[] {
  return closes.length < k ? [NOTHING] : closes.slice(-k);
}

function sum(x: readonly number[]): number {
  return x.reduce((total, value) => total + value, 0);
}

function covariance(x: readonly number[], y: readonly number[]): number {
  const xMean = sum(x) / x.length;
  const yMean = sum(y) / y.length;
  return sum(x.map((value, i) => (value - xMean) * (y[i] - yMean))) / (x.length - 1);
}

/** Slope of the least-squares line through k values at 0 … k − 1, from the normal equations. */
function trend(y: readonly number[], k: number): number {
  const x = Array.from({ length: k }, (_, i) => i);
  const xy = sum(x.map((value, i) => value * (y[i] ?? NOTHING)));
  return (k * xy - sum(x) * sum(y)) / (k * sum(x.map((value) => value * value)) - sum(x) ** 2);
}

function volatility(closes: readonly number[], k: number): number {
  const window = last(closes, k + 1);
  const returns = window.slice(1).map((close, i) => close / window[i] - 1);
  return returns.length === k ? Math.sqrt(covariance(returns, returns) * 252) : NOTHING;
}
