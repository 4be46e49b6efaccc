import type { BinnedMatrix } from './bins.ts';
import { type Histogram, slotOf } from './histogram.ts';

/**
 * Sums of gradient and hessian of one column in one node, bin by bin, as a split finder scans them: entry k is
 * `sums[first + 2k]` and `sums[first + 2k + 1]` and belongs to bin `bins[k]`, or to bin k where `bins` is undefined.
 * Entries may be empty. One object serves all columns in turn.
 */
export type BinSums = {
  sums: Float64Array;
  first: number;
  size: number;
  bins: Int32Array | undefined;
  /** Whether rows of the node are missing in this column. */
  hasMissing: boolean;
};

/** Answers the sums of column j; they hold until the next call. */
export type BinSource = (j: number) => BinSums;

/** Rounding that subtraction leaves in a slot no row falls into stays far below this; a row stays above it. */
const NO_ROWS = 1e-9;

/** Reads a node's sums from its histogram. */
export function fromHistogram(histogram: Histogram, binned: BinnedMatrix): BinSource {
  const view: BinSums = { sums: histogram, first: 0, size: 0, bins: undefined, hasMissing: false };
  return (j) => {
    view.first = 2 * slotOf(binned, j);
    view.size = binned.cutOffsets[j + 1] - binned.cutOffsets[j];
    view.hasMissing = binned.hasMissing[j] === 1 && histogram[view.first + 2 * view.size + 1] > NO_ROWS;
    return view;
  };
}

/**
 * Reads the sums of a node with few rows from the rows themselves, column by column, in a buffer that stays in the
 * fastest cache. One bit per bin tells which are occupied, so the work grows with the rows of the node and not with the
 * number of bins.
 */
export function createRowCounter(binned: BinnedMatrix) {
  const most = mostBins(binned) + 1;
  const dense = new Float64Array(2 * most);
  const occupied = new Int32Array((most + 31) >>> 5);
  const sums = new Float64Array(2 * most);
  const bins = new Int32Array(most);
  const view: BinSums = { sums, first: 0, size: 0, bins, hasMissing: false };
  const { codes } = binned;

  return function fromRows(rows: Int32Array, from: number, to: number, gradients: Float32Array): BinSource {
    return (j) => {
      const columnStart = j * binned.rows;
      for (let i = from; i < to; i++) {
        const row = rows[i];
        const code = codes[columnStart + row];
        occupied[code >>> 5] |= 1 << (code & 31);
        dense[2 * code] += gradients[2 * row];
        dense[2 * code + 1] += gradients[2 * row + 1];
      }
      let size = 0;
      for (let word = 0; word < occupied.length; word++) {
        for (let bits = occupied[word]; bits !== 0; bits &= bits - 1) {
          const bin = 32 * word + 31 - Math.clz32(bits & -bits);
          bins[size] = bin;
          sums[2 * size] = dense[2 * bin];
          sums[2 * size + 1] = dense[2 * bin + 1];
          dense[2 * bin] = 0;
          dense[2 * bin + 1] = 0;
          size++;
        }
        occupied[word] = 0;
      }
      // The code for "missing" is the largest, so its entry comes last.
      view.hasMissing = bins[size - 1] === binned.cutOffsets[j + 1] - binned.cutOffsets[j];
      view.size = view.hasMissing ? size - 1 : size;
      return view;
    };
  };
}

function mostBins(binned: BinnedMatrix): number {
  let most = 0;
  for (let j = 0; j < binned.cols; j++) most = Math.max(most, binned.cutOffsets[j + 1] - binned.cutOffsets[j]);
  return most;
}
