import { sliceBars } from '../bars.ts';
import { column, type Matrix } from '../matrix.ts';
import { createRandom, type Random } from '../random.ts';
import { engineerFeatures } from './engineer.ts';
import type { Feature } from './feature.ts';
import type { FeatureInputs } from './feature_inputs.ts';
import type { IndexSeries, MarketContext } from './market_context.ts';
import { sliceSources } from './source_columns.ts';

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
  /** How many rows are drawn. Default 48. */
  readonly samples?: number;
  readonly seed: number;
};

/** So many sessions after a row are there, or different: a feature that peeks further is found by the cut-off history. */
const LATER_SESSIONS = 30;
const SMALLEST_CHANGED = 1e-8;

/**
 * A stored value may differ from a recomputed one by this share: rows can be older than the engine that proves them,
 * and engines differ in the last bits of a logarithm. No absolute difference is allowed, for a learner can split on
 * any value beside 0; a share this small is nothing to it, because it learns from float32.
 */
const RELATIVE_TOLERANCE = 1e-8;

/**
 * The look-ahead proof: draws rows at random and computes each again three times, from a history that ends with its
 * session, from one that goes on as it did, and from one that goes on differently (other sessions, prices, volumes,
 * indices). These must agree bit for bit, and with the given value up to rounding. Where they do not, the feature looks
 * ahead, or its stored value is not what its definition gives.
 *
 * @returns one verdict per feature, in their order
 * @throws RangeError when a row's session is not among the bars
 */
export function proveNoLookahead(check: LookaheadCheck): LookaheadVerdict[] {
  const { inputs, features, dates, values, samples = 48, seed } = check;
  const random = createRandom(seed);
  const findings = features.map((): Finding => ({ differing: 0, first: null, largest: 0, unknown: false }));
  const drawn = draw(dates.length, samples, random);
  const positions = new Map(inputs.bars.dates.map((date, t) => [date, t]));
  for (const row of drawn) {
    const t = positions.get(dates[row]);
    if (t === undefined) throw new RangeError(`session ${dates[row]} is not among the bars`);
    const rowOf = ({ bars, ...beside }: FeatureInputs) => engineerFeatures(bars, { ...beside, features, from: t });
    const alone = rowOf(cutOff(inputs, t));
    const followed = [rowOf(withTheFuture(inputs, t)), rowOf(withAnotherFuture(inputs, t, random))];
    features.forEach((_, j) => {
      const value = column(alone, j)[0];
      const stored = column(values, j)[row];
      const others = followed.map((matrix) => column(matrix, j)[0]).filter((other) => !Object.is(other, value));
      if (isAnotherValue(stored, value)) others.push(stored);
      if (others.length > 0) note(findings[j], dates[row], value, others);
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

function note(finding: Finding, session: string, value: number, others: readonly number[]): void {
  finding.differing++;
  finding.first ??= session;
  for (const other of others) {
    const difference = Math.abs(value - other);
    if (Number.isFinite(difference)) finding.largest = Math.max(finding.largest, difference);
    else finding.unknown = true;
  }
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
function cutOff({ bars, holidays, context, sources = [] }: FeatureInputs, t: number): FeatureInputs {
  const known = (index: IndexSeries): IndexSeries => {
    const end = knownSessions(index, bars.dates[t]);
    return { ...index, dates: index.dates.slice(0, end), close: index.close.slice(0, end) };
  };
  return {
    bars: sliceBars(bars, 0, t + 1),
    holidays,
    context: mapIndices(context, known),
    sources: sliceSources(sources, 0, t + 1),
  };
}

/** What was known, and what really came after it. */
function withTheFuture({ bars, sources = [], ...beside }: FeatureInputs, t: number): FeatureInputs {
  const end = Math.min(bars.dates.length, t + 1 + LATER_SESSIONS);
  return { ...beside, bars: sliceBars(bars, 0, end), sources: sliceSources(sources, 0, end) };
}

/** The same past; after session t some sessions are missing, and prices, volumes and indices are others. */
function withAnotherFuture(inputs: FeatureInputs, t: number, random: Random): FeatureInputs {
  const { bars, holidays, context, sources = [] } = withTheFuture(inputs, t);
  const kept = [...bars.dates.keys()].filter((i) => i <= t || random.next() < 0.5);
  const change = (x: Float64Array, from: number) => {
    // Downwards, so that no value leaves the bounds of bars: prices near their lower bound stay as they are.
    for (let i = from; i < x.length; i++) if (x[i] > SMALLEST_CHANGED) x[i] *= 0.5 + random.next() / 2;
    return x;
  };
  const other = (field: 'open' | 'high' | 'low' | 'close' | 'volume') =>
    change(
      Float64Array.from(kept, (i) => bars[field][i]),
      t + 1,
    );
  const changed = (index: IndexSeries): IndexSeries => ({
    ...index,
    close: change(index.close.slice(), knownSessions(index, bars.dates[t])),
  });
  return {
    bars: {
      dates: kept.map((i) => bars.dates[i]),
      open: other('open'),
      high: other('high'),
      low: other('low'),
      close: other('close'),
      volume: other('volume'),
    },
    holidays,
    context: mapIndices(context, changed),
    sources: sources.map(({ name, values }) => ({
      name,
      values: Float64Array.from(kept, (i) => (i > t ? random.next() : values[i])),
    })),
  };
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

function isAnotherValue(stored: number, value: number): boolean {
  if (Number.isNaN(stored) || Number.isNaN(value)) return Number.isNaN(stored) !== Number.isNaN(value);
  return Math.abs(stored - value) > RELATIVE_TOLERANCE * Math.max(Math.abs(stored), Math.abs(value));
}
