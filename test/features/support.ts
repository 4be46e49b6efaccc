import { existsSync, readFileSync } from 'node:fs';
import type { Bars } from '../../src/bars.ts';
import { column, type Matrix } from '../../src/matrix.ts';

/** Real price files and golden values, kept beside the checkout; tests that need them are skipped without. */
export const SHARED = new URL('../../../shared/', import.meta.url);
export const skipWithoutShared = existsSync(new URL('golden/JPM.csv', SHARED))
  ? false
  : 'golden files are not beside this checkout (../shared/golden)';

/** A seeded uniform generator on [0, 1) (mulberry32). */
export function uniform(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), 1 | state);
    z = (z + Math.imul(z ^ (z >>> 7), 61 | z)) ^ z;
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** n weekdays from 2015-01-01 on. */
export function weekdays(n: number, start = Date.UTC(2015, 0, 1)): string[] {
  const dates: string[] = [];
  for (let ms = start; dates.length < n; ms += 86_400_000) {
    const date = new Date(ms);
    if (date.getUTCDay() % 6 !== 0) dates.push(date.toISOString().slice(0, 10));
  }
  return dates;
}

/** A plausible history: a random walk with gaps between sessions, ranges, rare large moves and whole volumes. */
export function randomBars(n: number, seed = 1): Bars {
  const random = uniform(seed);
  const bars = barsOf(n, () => 0);
  let previous = 20 + 200 * random();
  for (let t = 0; t < n; t++) {
    bars.open[t] = previous * (1 + 0.02 * (random() - 0.5));
    const size = random() < 0.02 ? 0.3 : 0.04;
    bars.close[t] = bars.open[t] * (1 + size * (random() - 0.5));
    bars.high[t] = Math.max(bars.open[t], bars.close[t]) * (1 + 0.01 * random());
    bars.low[t] = Math.min(bars.open[t], bars.close[t]) * (1 - 0.01 * random());
    bars.volume[t] = Math.round(1e6 * (0.5 + random()));
    previous = bars.close[t];
  }
  return bars;
}

/** Bars whose four prices at t are all price(t), with the given volume. */
export function barsOf(n: number, price: (t: number) => number, volume: (t: number) => number = () => 1e6): Bars {
  const prices = () => Float64Array.from({ length: n }, (_, t) => price(t));
  return {
    dates: weekdays(n),
    open: prices(),
    high: prices(),
    low: prices(),
    close: prices(),
    volume: Float64Array.from({ length: n }, (_, t) => volume(t)),
  };
}

/** Bars with every price multiplied by the factor. */
export function scalePrices(bars: Bars, factor: number): Bars {
  const scale = (x: Float64Array) => x.map((value) => value * factor);
  return {
    ...bars,
    open: scale(bars.open),
    high: scale(bars.high),
    low: scale(bars.low),
    close: scale(bars.close),
  };
}

/** Bars from a CSV file with the columns date, open, high, low, close, volume. */
export function readBars(url: URL): Bars {
  const rows = readCsv(url).rows;
  const numbers = (i: number) => Float64Array.from(rows, (row) => Number(row[i]));
  return {
    dates: rows.map((row) => row[0]),
    open: numbers(1),
    high: numbers(2),
    low: numbers(3),
    close: numbers(4),
    volume: numbers(5),
  };
}

export function readCsv(url: URL): { header: string[]; rows: string[][] } {
  const [header, ...rows] = readFileSync(url, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
  return { header, rows };
}

/** Whether two numbers agree to 1e−6 relative, or 1e−9 absolute near zero; NaN agrees with NaN. */
export function agree(actual: number, expected: number): boolean {
  if (Number.isNaN(expected)) return Number.isNaN(actual);
  return Math.abs(actual - expected) <= Math.max(1e-9, 1e-6 * Math.abs(expected));
}

/** The first row in which two columns are not the same bit for bit, or −1. */
export function firstDifference(a: Float64Array, b: Float64Array, rows = a.length): number {
  for (let t = 0; t < rows; t++) if (!Object.is(a[t], b[t])) return t;
  return -1;
}

/** Names of the columns that differ in any of the first `rows` rows. */
export function changedColumns(a: Matrix, b: Matrix, names: readonly string[], rows: number): string[] {
  return names.filter((_, j) => firstDifference(column(a, j), column(b, j), rows) >= 0);
}
