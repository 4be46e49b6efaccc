import fc from 'fast-check';
import type { CorporateActions } from '../../src/backtest/corporate_actions.ts';
import type { BacktestRules } from '../../src/backtest/rules.ts';
import type { Bars } from '../../src/bars.ts';

export type AnyMarket = { readonly bars: Bars; readonly signals: Float64Array; readonly actions: CorporateActions };

/** Bars from opens and closes, on consecutive calendar days from 2020-01-01. */
export function barsOf(open: readonly number[], close: readonly number[]): Bars {
  return {
    dates: close.map((_, t) => dayOf(t)),
    open: Float64Array.from(open),
    high: Float64Array.from(close, (price, t) => Math.max(price, open[t])),
    low: Float64Array.from(close, (price, t) => Math.min(price, open[t])),
    close: Float64Array.from(close),
    volume: new Float64Array(close.length).fill(1_000),
  };
}

/** No split and no dividend on any of so many sessions. */
export const noActions = (sessions: number): CorporateActions => ({
  splitFactor: new Float64Array(sessions).fill(1),
  dividend: new Float64Array(sessions),
});

const dayOf = (day: number): string => new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10);

const seldom = <T>(value: fc.Arbitrary<T>, usual: T) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: value });

const session = fc.record({
  gap: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
  move: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
  signal: fc.oneof(
    { weight: 4, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  ),
  split: seldom(fc.constantFrom(2, 3, 1.5, 0.1), 1),
  /** Share of the price before. */
  dividend: seldom(fc.double({ min: 0, max: 0.1, noNaN: true }), 0),
  closedDays: seldom(fc.integer({ min: 1, max: 9 }), 0),
});

/**
 * A random walk with overnight gaps, days without a session, splits, dividends, and a prediction for most sessions.
 * Prices are as traded: those after a split are per new share.
 */
export const anyMarket: fc.Arbitrary<AnyMarket> = fc.array(session, { minLength: 1, maxLength: 80 }).map((sessions) => {
  const open: number[] = [];
  const close: number[] = [];
  const dates: string[] = [];
  const dividend = new Float64Array(sessions.length);
  let price = 100;
  let day = 0;
  sessions.forEach(({ gap, move, split, dividend: share, closedDays }, t) => {
    price /= split;
    dividend[t] = share * price;
    open.push(price * Math.exp(gap));
    price *= Math.exp(gap + move);
    close.push(price);
    day += closedDays;
    dates.push(dayOf(day++));
  });
  return {
    bars: { ...barsOf(open, close), dates },
    signals: Float64Array.from(sessions, ({ signal }) => signal),
    actions: { splitFactor: Float64Array.from(sessions, ({ split }) => split), dividend },
  };
});

export const anyThreshold = fc.double({ min: 0.5, minExcluded: true, max: 1, maxExcluded: true, noNaN: true });

export const anyRules: fc.Arbitrary<BacktestRules> = fc.record({
  threshold: anyThreshold,
  holdingSessions: fc.integer({ min: 1, max: 10 }),
  entry: fc.constantFrom('next_open', 'close'),
  direction: fc.constantFrom('long_only', 'long_short'),
  costPerSide: fc.double({ min: 0, max: 0.05, noNaN: true }),
  slippage: fc.double({ min: 0, max: 0.02, noNaN: true }),
  initialCapital: fc.double({ min: 1, max: 1e7, noNaN: true }),
  capitalFraction: fc.double({ min: 0.01, max: 1, noNaN: true }),
  wholeShares: fc.boolean(),
});
