import { checkLabelsAndScores } from '../../../src/metrics/inputs.ts';
import { type Interval, resampledInterval, UNKNOWN } from '../../../src/metrics/resampled_interval.ts';
import { createRandom } from '../../../src/random.ts';

/** A metric of binary labels (0 or 1) against scores (any real numbers, or probabilities where the metric says so). */
export type Metric = (labels: ArrayLike<number>, scores: ArrayLike<number>) => number;

export type BootstrapOptions = {
  readonly seed: number;
  /** Sessions per block. Labels that look 7 sessions ahead overlap for 7 sessions, hence the default of 7. */
  readonly blockLength?: number;
  readonly resamples?: number;
  /** Share of intervals that are to hold the truth; 0.95 unless told. */
  readonly confidence?: number;
  /** The least and the largest value that the metric can have; all numbers unless told. */
  readonly range?: readonly [lowest: number, highest: number];
};

/**
 * Interval of a metric from a moving-block bootstrap: rows are redrawn in runs of `blockLength` neighbours,
 * so each resample keeps the dependence between overlapping labels that a row-wise bootstrap would destroy (and with it
 * make the interval too narrow). Rows must be in time order.
 *
 * Source: Künsch (1989), the moving-block bootstrap: block starts uniform on 0 … n − blockLength, the last block cut so
 * that the resample has n rows. How the ends are found: see resampledInterval.
 * Edge: resamples on which the metric is NaN (one class only) are left out; both ends are NaN when those are more than
 * half, or when the rows do not fill two blocks.
 */
export function bootstrapInterval(
  metric: Metric,
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  { seed, blockLength = 7, resamples = 1000, confidence = 0.95, range }: BootstrapOptions,
): Interval {
  checkLabelsAndScores('bootstrapInterval', labels, scores);
  requirePositiveInteger('blockLength', blockLength);
  requirePositiveInteger('resamples', resamples);
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`bootstrapInterval: confidence must lie between 0 and 1, got ${confidence}`);
  }
  const rows = labels.length;
  if (rows < 2 * blockLength) return UNKNOWN;

  const random = createRandom(seed);
  const drawnLabels = new Uint8Array(rows);
  const drawnScores = new Float64Array(rows);
  const values = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    for (let to = 0; to < rows; to += blockLength) {
      const from = random.below(rows - blockLength + 1);
      const length = Math.min(blockLength, rows - to);
      for (let i = 0; i < length; i++) {
        drawnLabels[to + i] = labels[from + i];
        drawnScores[to + i] = scores[from + i];
      }
    }
    values[resample] = metric(drawnLabels, drawnScores);
  }
  return resampledInterval(metric(labels, scores), values, { blocks: rows / blockLength, confidence, range });
}

function requirePositiveInteger(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`bootstrapInterval: ${name} must be a whole number above 0, got ${value}`);
  }
}
