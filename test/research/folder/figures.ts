import { eachResample } from '../../../src/metrics/block_bootstrap.ts';
import { resampledAuc } from '../../../src/metrics/resampled_auc.ts';
import { resampledInterval } from '../../../src/metrics/resampled_interval.ts';

export type Estimate = { readonly value: number; readonly lower: number | null; readonly upper: number | null };

/** A figure that is one sum over another, as it is and in each resample of days: so years add up. */
export type Ratio = {
  readonly over: number;
  readonly under: number;
  readonly drawnOver: Float64Array;
  readonly drawnUnder: Float64Array;
  /** Blocks that a resample is drawn of. */
  readonly blocks: number;
};

/** Days per block: three times as long as a label looks ahead, a month. */
const BLOCK_DAYS = 21;
const RESAMPLES = 1000;
const CONFIDENCE = 0.95;

/** Sums over the rows of each day. */
export type DailySums = { readonly over: Float64Array; readonly under: Float64Array };

/** Over the rows of each day on which both are known. */
export function summedByDay(
  days: Int32Array,
  count: number,
  overOf: (place: number) => number,
  underOf: (place: number) => number,
): DailySums {
  const [over, under] = [new Float64Array(count), new Float64Array(count)];
  days.forEach((day, place) => {
    const [a, b] = [overOf(place), underOf(place)];
    if (Number.isNaN(a) || Number.isNaN(b)) return;
    over[day] += a;
    under[day] += b;
  });
  return { over, under };
}

/** Scores of one instrument in a year: the days of its rows, counted from the first of the year, and what came. */
export type JudgedStock = {
  readonly days: Int32Array;
  readonly labels: Uint8Array;
  readonly scores: Float64Array;
};

/** Without so many rows in a year, an area under the curve is that of a few weeks. */
export const FEWEST_JUDGED = 63;

/**
 * Figures of one year. Days are what is resampled, in moving blocks, the same for all instruments and procedures, for
 * what instruments share of a day is no evidence twice.
 * @param days that the year has
 */
export function resampledYear(days: number, seed: number) {
  const blockLength = Math.min(BLOCK_DAYS, days);
  const blocks = days / BLOCK_DAYS;
  function ratio(whole: readonly [number, number], draw: (counts: Int32Array) => readonly [number, number]): Ratio {
    const [drawnOver, drawnUnder] = [new Float64Array(RESAMPLES), new Float64Array(RESAMPLES)];
    eachResample(days, { seed, blockLength, resamples: RESAMPLES }, (counts, resample) => {
      [drawnOver[resample], drawnUnder[resample]] = draw(counts);
    });
    return { over: whole[0], under: whole[1], drawnOver, drawnUnder, blocks };
  }
  return {
    daily({ over, under }: DailySums): Ratio {
      const sums = (counts: Int32Array): readonly [number, number] => {
        let [a, b] = [0, 0];
        for (let day = 0; day < days; day++) {
          a += counts[day] * over[day];
          b += counts[day] * under[day];
        }
        return [a, b];
      };
      return ratio(sums(new Int32Array(days).fill(1)), sums);
    },
    /** Mean area under the curve per stock; those of one class, or with few rows, are left out. */
    meanAuc(stocks: readonly JudgedStock[]): Ratio {
      const known = stocks
        .filter(({ labels }) => labels.length >= FEWEST_JUDGED)
        .map(({ days: at, labels, scores }) => {
          const auc = resampledAuc(labels, scores);
          const drawn = new Int32Array(labels.length);
          return (counts: Int32Array) => {
            for (let row = 0; row < at.length; row++) drawn[row] = counts[at[row]];
            return auc(drawn);
          };
        });
      const sums = (counts: Int32Array): readonly [number, number] => {
        let [sum, count] = [0, 0];
        for (const auc of known) {
          const value = auc(counts);
          if (Number.isNaN(value)) continue;
          sum += value;
          count++;
        }
        return [sum, count];
      };
      return ratio(sums(new Int32Array(days).fill(1)), sums);
    },
  };
}

/** Of several years. */
export function together(years: readonly Ratio[]): Ratio {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const added = (of: (year: Ratio) => Float64Array) =>
    Float64Array.from({ length: RESAMPLES }, (_, i) => sum(years.map((year) => of(year)[i])));
  return {
    over: sum(years.map(({ over }) => over)),
    under: sum(years.map(({ under }) => under)),
    drawnOver: added(({ drawnOver }) => drawnOver),
    drawnUnder: added(({ drawnUnder }) => drawnUnder),
    blocks: sum(years.map(({ blocks }) => blocks)),
  };
}

/**
 * What a ratio says, with its 95 % interval; null without a row. The ends are null for fewer days than two blocks.
 * @param of the figure, by the ratio
 */
export function estimateOf(
  { over, under, drawnOver, drawnUnder, blocks }: Ratio,
  of = (ratio: number) => ratio,
): Estimate | null {
  const value = of(over / under);
  if (!(under > 0) || Number.isNaN(value)) return null;
  if (blocks < 2) return { value, lower: null, upper: null };
  const drawn = drawnOver.map((one, i) => of(one / drawnUnder[i]));
  const { lower, upper } = resampledInterval(value, drawn, { blocks, confidence: CONFIDENCE });
  return { value, lower: known(lower), upper: known(upper) };
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** What forecasts that know nothing reach: mean over surrogates, and its standard error. */
export type Expected = { readonly mean: number; readonly error: number };

/** The area under the curve less what forecasts that know nothing reach, plus 0.5; the errors add as variances do. */
export function correctedAuc(raw: Estimate | null, expected: Expected | undefined): Estimate | null {
  if (!raw || !expected || Number.isNaN(expected.mean + expected.error)) return null;
  const value = raw.value - expected.mean + 0.5;
  const end = (raw: number | null, distance: number, sign: 1 | -1) =>
    raw === null ? null : value + sign * Math.hypot(distance, 2 * expected.error);
  return {
    value,
    lower: end(raw.lower, raw.value - (raw.lower ?? 0), -1),
    upper: end(raw.upper, (raw.upper ?? 0) - raw.value, 1),
  };
}

/** What a procedure did in a year; figures that it has not are left out. */
export type YearFigures = {
  readonly auc?: Ratio;
  readonly expectedAuc?: Expected;
  /** Of the base rate's. */
  readonly logLoss?: Ratio;
  readonly rankIc?: Ratio;
  readonly toNormal?: Ratio;
  readonly toUnconditional?: Ratio;
  /** Share of outcomes inside. */
  readonly inside?: Ratio;
  /** Of the plain regression of log volatility. */
  readonly toRegression?: Ratio;
};

/** Of several years, each counted as many times as it has stocks. */
export function expectedTogether(years: readonly { readonly expected: Expected; readonly stocks: number }[]): Expected {
  const all = years.reduce((sum, { stocks }) => sum + stocks, 0);
  return {
    mean: years.reduce((sum, { expected, stocks }) => sum + (stocks / all) * expected.mean, 0),
    error: Math.hypot(...years.map(({ expected, stocks }) => (stocks / all) * expected.error)),
  };
}
