import { sliceBars } from '../bars.ts';
import { column, type Matrix } from '../matrix.ts';
import { createRandom, type Random } from '../random.ts';
import { engineerFeatures } from './engineer.ts';
import type { Feature } from './feature.ts';
import type { FeatureInputs } from './feature_inputs.ts';
import type { IndexSeries, MarketContext } from './market_context.ts';

/** What the look-ahead proof found about one feature. */
export type LookaheadVerdict = {
  readonly feature: string;
  readonly passed: boolean;
  readonly rowsChecked: number;
  readonly rowsDiffering: number;
  /** The earliest session among those checked whose value depends on later ones. */
  readonly firstDifferingSession: string | null;
  /** Largest absolute difference; null without one, or where only one of the two values was known. */
  readonly largestDifference: number | null;
};

export type LookaheadCheck = {
  /** What the rows were computed from: at least all bars up to the last of them, better also later ones. */
  readonly inputs: FeatureInputs;
  readonly features: readonly Feature[];
  /** The rows in question, by session; one column per feature. */
  readonly dates: readonly string[];
  readonly values: Matrix;
  /** How many rows are drawn. Default 24. */
  readonly samples?: number;
  readonly seed: number;
};

/** So many sessions after a row are changed: a feature that peeks further is found by the cut-off history. */
const CHANGED_SESSIONS = 30;
const SMALLEST_CHANGED = 1e-8;

/**
 * Two computations of the same row may differ by this share: rows can be older than the engine that proves them, and
 * engines differ in the last bits of a logarithm.
 */
const RELATIVE_TOLERANCE = 1e-9;
const ABSOLUTE_TOLERANCE = 1e-12;

/**
 * The look-ahead proof: draws rows at random and computes each again twice, from a history that ends with its session,
 * and from one in which everything after it (bars, volumes, indices) is different. A feature whose value differs from
 * the given one in either looks ahead, or its stored value is not what its definition gives.
 *
 * @returns one verdict per feature, in their order
 * @throws RangeError when a row's session is not among the bars
 */
export function proveNoLookahead(check: LookaheadCheck): LookaheadVerdict[] {
  const { inputs, features, dates, values, samples = 24, seed } = check;
  const random = createRandom(seed);
  const findings = features.map((): Finding => ({ differing: 0, first: null, largest: 0, unknown: false }));
  const drawn = draw(dates.length, samples, random);
  const positions = new Map(inputs.bars.dates.map((date, t) => [date, t]));
  for (const row of drawn) {
    const t = positions.get(dates[row]);
    if (t === undefined) throw new RangeError(`session ${dates[row]} is not among the bars`);
    const again = [cutOff(inputs, t), withAnotherFuture(inputs, t, random)].map(({ bars, holidays, context }) =>
      engineerFeatures(bars, { features, holidays, context, from: t }),
    );
    features.forEach((_, j) => {
      const stored = column(values, j)[row];
      const differing = again.map((matrix) => column(matrix, j)[0]).filter((value) => differs(stored, value));
      if (differing.length === 0) return;
      const finding = findings[j];
      finding.differing++;
      finding.first ??= dates[row];
      for (const value of differing) {
        const difference = Math.abs(value - stored);
        if (Number.isFinite(difference)) finding.largest = Math.max(finding.largest, difference);
        else finding.unknown = true;
      }
    });
  }
  return features.map(({ name }, j) => {
    const { differing, first, largest, unknown } = findings[j];
    return {
      feature: name,
      passed: differing === 0,
      rowsChecked: drawn.length,
      rowsDiffering: differing,
      firstDifferingSession: first,
      largestDifference: differing === 0 || unknown ? null : largest,
    };
  });
}

type Finding = { differing: number; first: string | null; largest: number; unknown: boolean };

/** `count` different numbers below n (all, if there are fewer), ascending. */
function draw(n: number, count: number, random: Random): number[] {
  const rows = Array.from({ length: n }, (_, i) => i);
  const size = Math.min(n, count);
  for (let i = 0; i < size; i++) {
    const other = i + random.below(n - i);
    [rows[i], rows[other]] = [rows[other], rows[i]];
  }
  return rows.slice(0, size).sort((a, b) => a - b);
}

/** What was known when session t ended. */
function cutOff({ bars, holidays, context }: FeatureInputs, t: number): FeatureInputs {
  const known = (index: IndexSeries): IndexSeries => {
    const end = knownSessions(index, bars.dates[t]);
    return { ...index, dates: index.dates.slice(0, end), close: index.close.slice(0, end) };
  };
  return { bars: sliceBars(bars, 0, t + 1), holidays, context: mapIndices(context, known) };
}

/** The same past, and other prices and volumes after session t. */
function withAnotherFuture({ bars, holidays, context }: FeatureInputs, t: number, random: Random): FeatureInputs {
  const part = sliceBars(bars, 0, Math.min(bars.dates.length, t + 1 + CHANGED_SESSIONS));
  const change = (x: Float64Array, from: number) => {
    // Downwards, so that no value leaves the bounds of bars: prices near their lower bound stay as they are.
    for (let i = from; i < x.length; i++) if (x[i] > SMALLEST_CHANGED) x[i] *= 0.5 + random.next() / 2;
    return x;
  };
  for (const field of ['open', 'high', 'low', 'close', 'volume'] as const) change(part[field], t + 1);
  const changed = (index: IndexSeries): IndexSeries => ({
    ...index,
    close: change(index.close.slice(), knownSessions(index, bars.dates[t])),
  });
  return { bars: part, holidays, context: mapIndices(context, changed) };
}

/**
 * How many sessions of an index are known when the instrument's session of this date ends. Said again here on purpose,
 * and by dates: a proof that used the code it judges could not find its faults.
 */
function knownSessions({ dates, sameSession }: IndexSeries, date: string): number {
  const next = dates.findIndex((session) => (sameSession ? session > date : session >= date));
  return next === -1 ? dates.length : next;
}

function mapIndices(context: MarketContext, f: (index: IndexSeries) => IndexSeries): MarketContext {
  return context.map((index) => {
    if (index === undefined) return undefined;
    const { symbol, impliedVolatility } = index;
    return { ...f(index), symbol, impliedVolatility: impliedVolatility && f(impliedVolatility) };
  });
}

function differs(stored: number, value: number): boolean {
  if (Number.isNaN(stored) || Number.isNaN(value)) return Number.isNaN(stored) !== Number.isNaN(value);
  return (
    Math.abs(stored - value) > RELATIVE_TOLERANCE * Math.max(Math.abs(stored), Math.abs(value)) + ABSOLUTE_TOLERANCE
  );
}
