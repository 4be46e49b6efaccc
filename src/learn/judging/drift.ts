import { column, type Matrix } from '../../matrix.ts';
import {
  binOf,
  countBins,
  populationStability,
  type ReferenceBins,
  referenceBins,
} from '../../metrics/population_stability.ts';
import { sortedQuantile } from '../../metrics/quantile.ts';

/** Sessions that are compared with the training range: a quarter of a year. */
export const DRIFT_SESSIONS = 63;

/** Sessions from one window of the training range to the next. */
const STEP = 21;

/** What a column looked like in the training range. */
export type ColumnReference = ReferenceBins & {
  /** PSI that one window in twenty of the training range itself has against the whole of it. */
  readonly noise: number;
};

/** What a model learned from, as far as drift is measured on it. */
export type DriftReference = {
  /** Sessions per window. */
  readonly sessions: number;
  /** In the model's order of features. */
  readonly features: readonly ColumnReference[];
  readonly scores: ColumnReference;
};

/**
 * The bins of every feature and of the scores over the training range, with what they do by themselves.
 *
 * Windows of overlapping, slowly moving features are never like the whole: a 200-session average stays in two deciles
 * for a quarter of a year, and its PSI of 5 means nothing. So each column is measured against its own past: the PSI of
 * every window of the training range (each 21 sessions) is taken, and their 95 % quantile is the column's noise.
 */
export function driftReference(features: Matrix, scores: Float64Array, sessions = DRIFT_SESSIONS): DriftReference {
  return {
    sessions,
    features: Array.from({ length: features.cols }, (_, j) => columnReference(column(features, j), sessions)),
    scores: columnReference(scores, sessions),
  };
}

function columnReference(values: Float64Array, sessions: number): ColumnReference {
  const bins = referenceBins(values);
  const binned = Int8Array.from(values, (value) => binOf(value, bins.edges));
  const found: number[] = [];
  const counts = new Int32Array(bins.counts.length);
  for (let to = values.length; to >= sessions; to -= STEP) {
    counts.fill(0);
    for (let row = to - sessions; row < to; row++) counts[binned[row]]++;
    found.push(populationStability(bins.counts, counts));
  }
  // A training range shorter than a window has no noise to measure: nothing of it is then called drift.
  const noise = found.length > 0 ? sortedQuantile(Float64Array.from(found).sort(), 0.95) : Number.POSITIVE_INFINITY;
  return { ...bins, noise };
}

/** The PSI from which a change is called major (Siddiqi 2006); below it nothing is drift, however quiet its past. */
export const MAJOR_CHANGE = 0.25;

type DriftedFeature = {
  readonly feature: string;
  readonly psi: number;
  /** Of the column in the training range. */
  readonly noise: number;
  /** Of the model's total gain. */
  readonly share: number;
};

export type Drift = {
  readonly sessions: number;
  readonly scorePsi: number;
  readonly scoreNoise: number;
  /** Share of the features the model uses that drift: their PSI is above 0.25 and above their noise. */
  readonly driftedShare: number;
  /** Share of them whose PSI is above 0.25, whatever their noise: most of them, most of the time. */
  readonly majorShare: number;
  /** The features that drift, furthest beyond their noise first; ten at most. */
  readonly drifted: readonly DriftedFeature[];
};

const LISTED = 10;

/**
 * How unlike its training range a model's newest sessions are. Features count that some tree splits on, each the same:
 * on simulated changes of regime their number says more than their gain does, which a few features make up
 * (`npm run -s research -- drift`).
 * @param features rows of the newest `reference.sessions` sessions, columns in the model's order
 * @param importance total gain per feature
 * @throws RangeError when the number of columns is not that of the reference
 */
export function measureDrift(
  reference: DriftReference,
  names: readonly string[],
  features: Matrix,
  scores: Float64Array,
  importance: ArrayLike<number>,
): Drift {
  if (features.cols !== reference.features.length || names.length !== features.cols) {
    throw new RangeError(
      `measureDrift: the reference has ${reference.features.length} features, the rows have ${features.cols}, ` +
        `named are ${names.length}`,
    );
  }
  const gain = names.reduce((sum, _, j) => sum + importance[j], 0);
  const used = names.flatMap((feature, j) => {
    if (!(importance[j] > 0)) return [];
    const past = reference.features[j];
    return [{ feature, psi: psiOf(past, column(features, j)), noise: past.noise, share: importance[j] / gain }];
  });
  const major = used.filter(({ psi }) => psi > MAJOR_CHANGE);
  const drifted = major
    .filter(({ psi, noise }) => psi > noise)
    .sort((a, b) => b.psi / b.noise - a.psi / a.noise || b.share - a.share);
  return {
    sessions: features.rows,
    scorePsi: psiOf(reference.scores, scores),
    scoreNoise: reference.scores.noise,
    // A model without a split is the same whatever comes.
    driftedShare: used.length > 0 ? drifted.length / used.length : 0,
    majorShare: used.length > 0 ? major.length / used.length : 0,
    drifted: drifted.slice(0, LISTED),
  };
}

const psiOf = ({ edges, counts }: ColumnReference, values: Float64Array) =>
  populationStability(counts, countBins(values, edges));
