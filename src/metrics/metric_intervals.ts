import { HORIZON_SESSIONS } from '../horizon.ts';
import { eachResample } from './block_bootstrap.ts';
import { checkLabelsAndProbabilities } from './inputs.ts';
import { resampledAuc } from './resampled_auc.ts';
import { resampledInterval, UNKNOWN } from './resampled_interval.ts';

/** Everything measured on a test range. `signal…` is said of rows at or above the signal threshold, the rest of 0.5. */
export const METRIC_NAMES = [
  'rocAuc',
  'accuracy',
  'baseRate',
  'majorityAccuracy',
  'accuracyOverMajority',
  'f1',
  'precision',
  'recall',
  'signalPrecision',
  'signalRecall',
  'logLoss',
  'brier',
] as const;

export type MetricName = (typeof METRIC_NAMES)[number];

type Range = readonly [lowest: number, highest: number];

const SHARE: Range = [0, 1];

/** The least and the largest value of each. */
export const METRIC_RANGES: Readonly<Record<MetricName, Range>> = {
  rocAuc: SHARE,
  accuracy: SHARE,
  baseRate: SHARE,
  majorityAccuracy: [0.5, 1],
  accuracyOverMajority: [-1, 0.5],
  f1: SHARE,
  precision: SHARE,
  recall: SHARE,
  signalPrecision: SHARE,
  signalRecall: SHARE,
  logLoss: [0, Number.POSITIVE_INFINITY],
  brier: SHARE,
};

type MetricValue = {
  /** On the rows as they are. */
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
};

type MetricIntervals = Readonly<Record<MetricName, MetricValue>>;

type MetricIntervalOptions = {
  readonly seed: number;
  /** Probability from which a row is a signal; 0.6 unless told, as in the policy. */
  readonly signalThreshold?: number;
  /** Rows per block. */
  readonly blockLength?: number;
  readonly resamples?: number;
  /** Share of intervals that are to hold the truth; 0.95 unless told. */
  readonly confidence?: number;
};

/**
 * Three label lengths. With blocks of one, the bootstrap sees two thirds of the variance that overlap adds to a mean;
 * with three, nine tenths. Longer blocks are too few on some 450 test rows.
 */
const BLOCK_LENGTH = 3 * HORIZON_SESSIONS;

/**
 * All metrics with their intervals (see resampledInterval), from one pass of moving-block resamples (see eachResample), rows
 * in time order. Accuracy never comes without the base rate, the accuracy of always answering the majority, and the difference.
 *
 * An interval describes how much the metric varies with the rows of the test range; it is no test of skill (see
 * noSkillPValue). On 250 to 500 rows a 95 % interval of an AUC that is known holds it in 92 to 97 %.
 *
 * Edge: what cannot be known (an AUC of one class, the precision of no call) is NaN. Resamples without an answer are
 * left out; an end is NaN when those are more than half, or when the rows do not fill two blocks.
 */
export function metricIntervals(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  {
    seed,
    signalThreshold = 0.6,
    blockLength = BLOCK_LENGTH,
    resamples = 1000,
    confidence = 0.95,
  }: MetricIntervalOptions,
): MetricIntervals {
  checkLabelsAndProbabilities('metricIntervals', labels, probabilities);
  for (const [name, value] of Object.entries({ blockLength, resamples })) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`metricIntervals: ${name} must be a whole number above 0, got ${value}`);
    }
  }
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`metricIntervals: confidence must lie between 0 and 1, got ${confidence}`);
  }
  const rows = labels.length;
  const blocks = rows / blockLength;
  const measure = createMeasure(labels, probabilities, signalThreshold);
  const values = measure(new Int32Array(rows).fill(1)).slice();
  const drawn = METRIC_NAMES.map(() => new Float64Array(resamples).fill(Number.NaN));
  if (blocks >= 2) {
    eachResample(rows, { seed, blockLength, resamples }, (counts, resample) => {
      const measured = measure(counts);
      for (let m = 0; m < drawn.length; m++) drawn[m][resample] = measured[m];
    });
  }
  const interval = (name: MetricName): MetricValue => {
    const m = METRIC_NAMES.indexOf(name);
    const ends =
      blocks >= 2
        ? resampledInterval(values[m], drawn[m], { blocks, confidence, range: METRIC_RANGES[name] })
        : UNKNOWN;
    return { value: values[m], ...ends };
  };
  return {
    rocAuc: interval('rocAuc'),
    accuracy: interval('accuracy'),
    baseRate: interval('baseRate'),
    majorityAccuracy: interval('majorityAccuracy'),
    accuracyOverMajority: interval('accuracyOverMajority'),
    f1: interval('f1'),
    precision: interval('precision'),
    recall: interval('recall'),
    signalPrecision: interval('signalPrecision'),
    signalRecall: interval('signalRecall'),
    logLoss: interval('logLoss'),
    brier: interval('brier'),
  };
}

/** As in logLoss. */
const FLOOR = 1e-16;

/** All metrics, in the order of METRIC_NAMES, of rows drawn so many times each; the answer is reused. */
function createMeasure(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  signalThreshold: number,
): (counts: ArrayLike<number>) => Float64Array {
  const rows = labels.length;
  const auc = resampledAuc(labels, probabilities);
  // Cell of a row: bit 0 its label, bit 1 called at 0.5, bit 2 a signal.
  const cell = new Uint8Array(rows);
  const loss = new Float64Array(rows);
  const squaredError = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const [y, p] = [labels[row], probabilities[row]];
    cell[row] = y + (p >= 0.5 ? 2 : 0) + (p >= signalThreshold ? 4 : 0);
    loss[row] = -Math.log(Math.max(y === 1 ? p : 1 - p, FLOOR));
    squaredError[row] = (p - y) ** 2;
  }
  const cells = new Int32Array(8);
  const out = new Float64Array(METRIC_NAMES.length);
  return (counts) => {
    cells.fill(0);
    let totalLoss = 0;
    let totalSquares = 0;
    for (let row = 0; row < rows; row++) {
      const count = counts[row];
      cells[cell[row]] += count;
      totalLoss += count * loss[row];
      totalSquares += count * squaredError[row];
    }
    const truePositives = cells[3] + cells[7];
    const falsePositives = cells[2] + cells[6];
    const positives = truePositives + cells[1] + cells[5];
    const total = positives + falsePositives + cells[0] + cells[4];
    const trueSignals = cells[5] + cells[7];
    const signals = trueSignals + cells[4] + cells[6];
    const baseRate = positives / total;
    const accuracy = (total - positives - falsePositives + truePositives) / total;
    const majority = Math.max(baseRate, 1 - baseRate);
    out[0] = auc(counts);
    out[1] = accuracy;
    out[2] = baseRate;
    out[3] = majority;
    out[4] = accuracy - majority;
    out[5] = (2 * truePositives) / (truePositives + falsePositives + positives);
    out[6] = truePositives / (truePositives + falsePositives);
    out[7] = truePositives / positives;
    out[8] = trueSignals / signals;
    out[9] = trueSignals / positives;
    out[10] = totalLoss / total;
    out[11] = totalSquares / total;
    return out;
  };
}
