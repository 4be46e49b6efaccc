import fc from 'fast-check';
import type { BacktestRules } from '../../src/backtest/rules.ts';
import type { Bars } from '../../src/bars.ts';

export type Market = { readonly bars: Bars; readonly signals: Float64Array };

/** Bars from opens and closes, on consecutive calendar days from 2020-01-01. */
export function barsOf(open: readonly number[], close: readonly number[]): Bars {
  return {
    dates: close.map((_, t) => new Date(Date.UTC(2020, 0, 1 + t)).toISOString().slice(0, 10)),
    open: Float64Array.from(open),
    high: Float64Array.from(close, (price, t) => Math.max(price, open[t])),
    low: Float64Array.from(close, (price, t) => Math.min(price, open[t])),
    close: Float64Array.from(close),
    volume: new Float64Array(close.length).fill(1_000),
  };
}

const session = fc.record({
  gap: fc.double({ min: -0.1, max: 0.1, noNaN: true }),
  move: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
  signal: fc.oneof(
    { weight: 4, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  ),
});

/** A random walk with overnight gaps, and a prediction for most of its sessions. */
export const anyMarket: fc.Arbitrary<Market> = fc.array(session, { minLength: 1, maxLength: 80 }).map((sessions) => {
  const open: number[] = [];
  const close: number[] = [];
  let price = 100;
  for (const { gap, move } of sessions) {
    open.push(price * Math.exp(gap));
    price *= Math.exp(gap + move);
    close.push(price);
  }
  return { bars: barsOf(open, close), signals: Float64Array.from(sessions, ({ signal }) => signal) };
});

export const anyRules: fc.Arbitrary<BacktestRules> = fc.record({
  threshold: fc.double({ min: 0, max: 1, noNaN: true }),
  holdingSessions: fc.integer({ min: 1, max: 10 }),
  costPerSide: fc.double({ min: 0, max: 0.05, noNaN: true }),
  initialCapital: fc.double({ min: 1, max: 1e7, noNaN: true }),
  entry: fc.constantFrom('next_open', 'close'),
});
