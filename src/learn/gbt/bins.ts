import { column, type Matrix } from '../../matrix.ts';
import type { RowRange } from '../split.ts';
import { quantileCuts } from './quantile_cuts.ts';

/**
 * A matrix with every value replaced by the number of its bin, column-major. Computed once, shared by every fit on the
 * same rows: a grid search differs in how it grows trees, never in where columns may be cut.
 *
 * Column j has `cutOffsets[j + 1] − cutOffsets[j]` bins; that number itself is the code for "missing".
 */
export type BinnedMatrix = {
  readonly source: Matrix;
  readonly rows: number;
  readonly cols: number;
  readonly codes: Uint8Array | Uint16Array;
  /** The cuts of all columns, one after the other. */
  readonly cuts: Float32Array;
  readonly cutOffsets: Int32Array;
  /** Per column, a threshold below every value. */
  readonly floors: Float32Array;
  /** Per column, 1 where some row is missing. */
  readonly hasMissing: Uint8Array;
};

export type BinOptions = {
  readonly maxBin: number;
  /** Rows that cuts come from, all unless told: a validation or test row must never move a cut. */
  readonly cutRows?: RowRange;
  /** Names of the columns, for error messages. */
  readonly names?: readonly string[];
};

/**
 * Bins a matrix. Values outside the range of the cuts fall into the first or last bin. NaN is missing; an infinite value,
 * or one that overflows float32, is refused: a mean or ratio gone wrong upstream must not pass for an extreme.
 */
export function binMatrix(
  matrix: Matrix,
  { maxBin, cutRows: [from, to] = [0, matrix.rows], names = [] }: BinOptions,
): BinnedMatrix {
  const { rows, cols } = matrix;
  const cutsOf: Float32Array[] = [];
  const floors = new Float32Array(cols);
  const cutOffsets = new Int32Array(cols + 1);
  let mostBins = 0;
  for (let j = 0; j < cols; j++) {
    const { cuts, floor } = quantileCuts(knownSorted(column(matrix, j), from, to, names[j] ?? `column ${j}`), maxBin);
    cutsOf.push(cuts);
    floors[j] = floor;
    cutOffsets[j + 1] = cutOffsets[j] + cuts.length;
    mostBins = Math.max(mostBins, cuts.length);
  }
  const cuts = new Float32Array(cutOffsets[cols]);
  const codes = mostBins <= 0xff ? new Uint8Array(rows * cols) : new Uint16Array(rows * cols);
  const hasMissing = new Uint8Array(cols);
  for (let j = 0; j < cols; j++) {
    cuts.set(cutsOf[j], cutOffsets[j]);
    hasMissing[j] = encodeColumn(column(matrix, j), cutsOf[j], codes.subarray(j * rows, (j + 1) * rows)) ? 1 : 0;
  }
  return { source: matrix, rows, cols, codes, cuts, cutOffsets, floors, hasMissing };
}

/** Known values of rows [from, to) in float32, ascending; also where infinite values are caught, on every row. */
function knownSorted(values: Float64Array, from: number, to: number, name: string): Float32Array {
  const known = new Float32Array(to - from);
  let size = 0;
  for (let row = 0; row < values.length; row++) {
    const value = Math.fround(values[row]);
    if (Number.isNaN(value)) continue;
    if (!Number.isFinite(value)) {
      throw new RangeError(`features: ${name} must be NaN or a finite float32, got ${values[row]} at row ${row}`);
    }
    if (row >= from && row < to) known[size++] = value;
  }
  return known.subarray(0, size).sort();
}

/** Writes the bin of every value; answers whether one was missing. */
function encodeColumn(values: Float64Array, cuts: Float32Array, codes: Uint8Array | Uint16Array): boolean {
  const lastBin = cuts.length - 1;
  let missing = false;
  for (let row = 0; row < values.length; row++) {
    const value = Math.fround(values[row]);
    if (Number.isNaN(value)) {
      codes[row] = cuts.length;
      missing = true;
    } else {
      codes[row] = Math.min(firstAbove(cuts, value), lastBin);
    }
  }
  return missing;
}

/** Index of the first cut strictly above the value; the number of cuts when there is none. */
function firstAbove(cuts: Float32Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cuts[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
