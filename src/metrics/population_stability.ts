import { sortedQuantile } from './quantile.ts';

/** Bins of a reference sample: what later samples are counted into. */
export type ReferenceBins = {
  /** Inner edges, ascending; equal ones leave the bins between them empty. */
  readonly edges: Float64Array;
  /** Rows of the reference per bin; the last bin holds the missing values. */
  readonly counts: Int32Array;
};

/** Deciles, as in credit scoring, where the index comes from. */
export const STABILITY_BINS = 10;

/**
 * Quantile bins (type 7) of a reference sample, and a bin of its own for missing values (NaN), since a feature that
 * stops arriving is a change like any other. A value on an edge belongs to the bin above it.
 * @throws RangeError without a single row, or with fewer than two bins
 */
export function referenceBins(reference: ArrayLike<number>, bins = STABILITY_BINS): ReferenceBins {
  if (!Number.isInteger(bins) || bins < 2) {
    throw new RangeError(`referenceBins: bins must be a whole number above 1, got ${bins}`);
  }
  if (reference.length === 0) throw new RangeError('referenceBins: the reference has no rows');
  const known = Float64Array.from(reference)
    .filter((value) => !Number.isNaN(value))
    .sort();
  // Of a reference that is all missing, any edge does: nothing of it lies beside one.
  const edges = Float64Array.from({ length: bins - 1 }, (_, i) =>
    known.length > 0 ? sortedQuantile(known, (i + 1) / bins) : 0,
  );
  return { edges, counts: countBins(reference, edges) };
}

/** How many values fall into each bin between the edges; the last count is that of missing values. */
export function countBins(values: ArrayLike<number>, edges: ArrayLike<number>): Int32Array {
  const counts = new Int32Array(edges.length + 2);
  for (let i = 0; i < values.length; i++) counts[binOf(values[i], edges)]++;
  return counts;
}

/** The bin of a value: the number of edges at or below it; behind all others for NaN. */
export function binOf(value: number, edges: ArrayLike<number>): number {
  if (Number.isNaN(value)) return edges.length + 1;
  let below = 0;
  let above = edges.length;
  while (below < above) {
    const middle = (below + above) >> 1;
    if (edges[middle] <= value) below = middle + 1;
    else above = middle;
  }
  return below;
}

/**
 * Population stability index of two samples counted into the same bins: 0 when their shares are equal, and the larger
 * the less alike they are.
 *
 *     PSI = sum over bins of (aᵢ − eᵢ) ln(aᵢ / eᵢ),   eᵢ and aᵢ the shares of the expected and the actual sample
 *
 * A share of 0 would make it infinite. It counts as half a row of its sample, 1 / 2n: what a bin may hold without our
 * having seen it. (Fixed floors such as 0.0001 are common, too; in a sample of 63 one empty bin would then weigh more
 * than all others together.) A bin that is empty in both samples says nothing and counts 0.
 *
 * For two independent samples of n and m rows of the same distribution, PSI / (1/n + 1/m) is about chi-squared with one
 * degree of freedom less than there are bins: with ten bins and 63 rows, 0.14 on average and 0.27 in one case of
 * twenty. The rule of thumb "above 0.25 is a major change" is one for thousands of rows.
 *
 * Source: Siddiqi (2006), Credit Risk Scorecards, ch. 8; the distribution after Yurdakul (2018), Statistical Properties
 * of Population Stability Index. It is Jeffreys' divergence of the binned samples.
 * Edge: NaN when either sample has no rows.
 * @throws RangeError when the samples were counted into different numbers of bins
 */
export function populationStability(expected: ArrayLike<number>, actual: ArrayLike<number>): number {
  if (expected.length !== actual.length) {
    throw new RangeError(
      `populationStability: needs as many bins of both samples, got ${expected.length} expected, ${actual.length} actual`,
    );
  }
  const [n, m] = [total(expected), total(actual)];
  if (n === 0 || m === 0) return Number.NaN;
  let index = 0;
  for (let bin = 0; bin < expected.length; bin++) {
    if (expected[bin] === 0 && actual[bin] === 0) continue;
    const e = Math.max(expected[bin], 0.5) / n;
    const a = Math.max(actual[bin], 0.5) / m;
    index += (a - e) * Math.log(a / e);
  }
  return index;
}

function total(counts: ArrayLike<number>): number {
  let sum = 0;
  for (let bin = 0; bin < counts.length; bin++) sum += counts[bin];
  return sum;
}
