import type { BinnedMatrix } from './bins.ts';

/**
 * Sums of gradient and hessian per bin, interleaved, for every column of one node. Column j starts at slot
 * `slotOf(binned, j)` and ends with one more slot for the missing rows.
 */
export type Histogram = Float64Array;

/** First slot of a column; a slot is two numbers. */
export function slotOf(binned: BinnedMatrix, j: number): number {
  return binned.cutOffsets[j] + j;
}

export function createHistogram(binned: BinnedMatrix): Histogram {
  return new Float64Array(2 * slotOf(binned, binned.cols));
}

/** Fills the histogram of the given columns from the rows `rows[from … to − 1]`. A fit spends most of its time here. */
export function buildHistogram(
  histogram: Histogram,
  binned: BinnedMatrix,
  columns: Int32Array,
  rows: Int32Array,
  from: number,
  to: number,
  gradients: Float32Array,
): void {
  const { codes } = binned;
  for (let c = 0; c < columns.length; c++) {
    const j = columns[c];
    const first = 2 * slotOf(binned, j);
    const columnStart = j * binned.rows;
    histogram.fill(0, first, 2 * slotOf(binned, j + 1));
    for (let i = from; i < to; i++) {
      const row = rows[i];
      const at = first + 2 * codes[columnStart + row];
      histogram[at] += gradients[2 * row];
      histogram[at + 1] += gradients[2 * row + 1];
    }
  }
}

/** parent − child, in the parent's place: the sibling's histogram without touching its rows. */
export function subtractHistogram(
  parent: Histogram,
  child: Histogram,
  binned: BinnedMatrix,
  columns: Int32Array,
): void {
  for (let c = 0; c < columns.length; c++) {
    const end = 2 * slotOf(binned, columns[c] + 1);
    for (let i = 2 * slotOf(binned, columns[c]); i < end; i++) parent[i] -= child[i];
  }
}
