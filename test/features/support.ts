import { readFileSync } from 'node:fs';
import type { Bars } from '../../src/bars.ts';
import type { ContextIndex, IndexSeries, MarketContext } from '../../src/features/index.ts';
import { column, type Matrix } from '../../src/matrix.ts';

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

/** The bars at the given positions. */
export function pickBars(bars: Bars, positions: readonly number[]): Bars {
  const pick = (x: Float64Array) => Float64Array.from(positions, (t) => x[t]);
  return {
    dates: positions.map((t) => bars.dates[t]),
    open: pick(bars.open),
    high: pick(bars.high),
    low: pick(bars.low),
    close: pick(bars.close),
    volume: pick(bars.volume),
  };
}

/** A random history that lacks about one weekday in twelve. */
export function randomBarsWithHoles(n: number, seed: number): Bars {
  const random = uniform(seed);
  const all = randomBars(Math.ceil(1.25 * n) + 5, seed);
  return pickBars(all, [...all.dates.keys()].filter(() => random() > 0.08).slice(0, n));
}

/** The date that many calendar days later. */
export function shiftDate(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

/**
 * A random index of its own calendar: some weekdays missing, a few weekend days more, now and then a silence of up to
 * 24 days.
 */
export function randomIndex(firstDate: string, days: number, seed: number, sameSession = true): IndexSeries {
  const random = uniform(seed);
  const dates: string[] = [];
  const close: number[] = [];
  let level = 50 + 3000 * random();
  for (let day = 0; day < days; day++) {
    if (random() < 0.004) day += Math.floor(25 * random());
    const date = shiftDate(firstDate, day);
    const weekend = new Date(date).getUTCDay() % 6 === 0;
    if (random() > (weekend ? 0.05 : 0.93)) continue;
    level *= 1 + (random() < 0.02 ? 0.3 : 0.03) * (random() - 0.5);
    dates.push(date);
    close.push(level);
  }
  return { dates, close: Float64Array.from(close), sameSession };
}

/**
 * Random indices beside an instrument. One starts long before it, one after it, most end before or after it; some
 * close later in the day, some have a volatility index, a slot may be empty.
 */
export function randomContext(bars: Bars, seed: number): MarketContext {
  const random = uniform(seed);
  const first = bars.dates[0] ?? '2015-01-01';
  const length = (Date.parse(bars.dates.at(-1) ?? first) - Date.parse(first)) / 86_400_000 + 1;
  const series = (lead: number): IndexSeries => {
    const days = lead + length + Math.round(30 * (random() - 0.7));
    return randomIndex(shiftDate(first, -lead), Math.max(0, days), Math.floor(1e9 * random()), random() < 0.5);
  };
  return [400, 150, -40, 300].map((lead, i): ContextIndex | undefined => {
    if (random() < 0.1) return undefined;
    const impliedVolatility = random() < 0.6 ? series(lead + Math.round(100 * (random() - 0.5))) : undefined;
    return { symbol: `INDEX ${i + 1}`, ...series(lead), impliedVolatility };
  });
}

/** The indices with each of their series, volatility indices too, replaced by what f makes of it. */
export function mapIndices(
  context: MarketContext,
  f: (series: IndexSeries, feed: string) => IndexSeries,
): MarketContext {
  return context.map((index, slot) => {
    if (index === undefined) return undefined;
    const { impliedVolatility } = index;
    return {
      ...index,
      ...f(index, `index ${slot + 1}`),
      impliedVolatility: impliedVolatility && f(impliedVolatility, `volatility ${slot + 1}`),
    };
  });
}

/** The bars of an index whose date fulfils a condition. */
export function filterIndex(index: IndexSeries, keep: (date: string) => boolean): IndexSeries {
  return {
    dates: index.dates.filter(keep),
    close: index.close.filter((_, i) => keep(index.dates[i])),
    sameSession: index.sameSession,
  };
}

/** An index from its closes by date. */
export function indexFrom(closes: ReadonlyMap<string, number>, sameSession: boolean): IndexSeries {
  const dates = [...closes.keys()].sort();
  return { dates, close: Float64Array.from(dates, (date) => closes.get(date) ?? Number.NaN), sameSession };
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
