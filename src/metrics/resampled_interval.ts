import { normalTail } from './normal_tail.ts';
import { sortedQuantile } from './quantile.ts';
import { studentQuantile } from './student_quantile.ts';

export type Interval = { readonly lower: number; readonly upper: number };

type ResampledIntervalOptions = {
  /** Blocks that a resample is drawn of: rows / rows per block, above 1. */
  readonly blocks: number;
  /** Share of intervals that are to hold the truth. */
  readonly confidence: number;
  /** The least and the largest value that the metric can have; all numbers unless told. */
  readonly range?: readonly [lowest: number, highest: number];
};

/**
 * Interval of a metric from its values on block resamples. Plain percentiles miss twice, and both are corrected:
 *
 * 1. **Width.** The resamples of k blocks vary less than samples do, as a variance with divisor k does, and k blocks are
 *    few enough for Student's law to matter. So the quantiles taken are not α and 1 − α, but those at the normal's
 *    Φ(∓√(k / (k − 1)) t), t the quantile of Student's law of k − 1 degrees of freedom: the expanded percentile interval.
 * 2. **Centre.** They are moved so that the resamples' mean falls on the value. A resample draws some months twice, and so
 *    compares more rows of one month with each other than there are; where these say something else than rows far apart
 *    (on prices that wander, "low, so higher in a week" looks right within any month), resamples are off by that.
 *
 * Source: Hesterberg (2015), What Teachers Should Know about the Bootstrap, The American Statistician 69 (4), 371–386, with
 * blocks in the place of rows. Quantiles are of type 7 (linear, as R and numpy).
 * Edge: resamples without a value (NaN) are left out; both ends are NaN when those are more than half.
 */
export function resampledInterval(
  value: number,
  resampled: Float64Array,
  { blocks, confidence, range: [lowest, highest] = ALL }: ResampledIntervalOptions,
): Interval {
  const known = resampled.filter((one) => !Number.isNaN(one)).sort();
  if (known.length === 0 || known.length * 2 < resampled.length) return UNKNOWN;
  const bias = known.reduce((sum, one) => sum + one, 0) / known.length - value;
  const student = studentQuantile((1 + confidence) / 2, blocks - 1);
  const tail = normalTail(Math.sqrt(blocks / (blocks - 1)) * student);
  const end = (share: number) => Math.min(highest, Math.max(lowest, sortedQuantile(known, share) - bias));
  return { lower: end(tail), upper: end(1 - tail) };
}

const ALL = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;

export const UNKNOWN: Interval = { lower: Number.NaN, upper: Number.NaN };
