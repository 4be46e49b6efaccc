import { column, type Matrix } from '../../matrix.ts';
import type { RowRange } from '../rows/split.ts';
import { requireRoom } from './layout.ts';
import { quantileCuts } from './quantile_cuts.ts';
import { createColumnSorter, type SortedColumn } from './sort_column.ts';

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

type BinOptions = {
  readonly maxBin: number;
  /** Rows that cuts come from, all unless told: a validation or test row must never move a cut. */
  readonly cutRows?: RowRange;
  /** Names of the columns, for error messages. */
  readonly names?: readonly string[];
};

export function binCount({ cutOffsets }: BinnedMatrix, column: number): number {
  return cutOffsets[column + 1] - cutOffsets[column];
}

/**
 * Bins a matrix. Values outside the range of the cuts fall into the first or last bin. NaN is missing; an infinite value,
 * or one that overflows float32, is refused: a mean or ratio gone wrong upstream must not pass for an extreme.
 * @throws UntrainableError for a matrix that no fit has room for
 */
export function binMatrix(
  matrix: Matrix,
  { maxBin, cutRows: [from, to] = [0, matrix.rows], names = [] }: BinOptions,
): BinnedMatrix {
  const { rows, cols } = matrix;
  const mostCodes = maxBin + (hasNaN(matrix.data) ? 1 : 0);
  const codeBytes = mostCodes <= 0x100 ? 1 : 2;
  requireRoom({ rows, cols, codeBytes }, maxBin);
  const codes = codeBytes === 1 ? new Uint8Array(rows * cols) : new Uint16Array(rows * cols);
  const cutsOf: Float32Array[] = [];
  const floors = new Float32Array(cols);
  const cutOffsets = new Int32Array(cols + 1);
  const hasMissing = new Uint8Array(cols);
  const sortColumn = createColumnSorter(rows);
  for (let j = 0; j < cols; j++) {
    const values = column(matrix, j);
    const sorted = sortColumn(values, (row) => {
      const name = names[j] ?? `column ${j}`;
      throw new RangeError(`features: ${name} must be NaN or a finite float32, got ${values[row]} at row ${row}`);
    });
    const { cuts, floor } = quantileCuts(valuesOfRows(sorted, from, to, rows), maxBin);
    cutsOf.push(cuts);
    floors[j] = floor;
    cutOffsets[j + 1] = cutOffsets[j] + cuts.length;
    hasMissing[j] = sorted.values.length < rows ? 1 : 0;
    encodeColumn(sorted, cuts, codes.subarray(j * rows, (j + 1) * rows));
  }
  const cuts = new Float32Array(cutOffsets[cols]);
  cutsOf.forEach((ofColumn, j) => void cuts.set(ofColumn, cutOffsets[j]));
  return { source: matrix, rows, cols, codes, cuts, cutOffsets, floors, hasMissing };
}

function hasNaN(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) return true;
  return false;
}

/** The sorted values of rows [from, to) only. */
function valuesOfRows({ values, rows }: SortedColumn, from: number, to: number, count: number): Float32Array {
  if (from === 0 && to === count) return values;
  return values.filter((_, i) => rows[i] >= from && rows[i] < to);
}

/** Writes the bin of every value: the first whose cut lies above it, or the last. */
function encodeColumn({ values, rows }: SortedColumn, cuts: Float32Array, codes: Uint8Array | Uint16Array): void {
  if (rows.length < codes.length) codes.fill(cuts.length);
  let bin = 0;
  for (let i = 0; i < rows.length; i++) {
    while (bin < cuts.length - 1 && values[i] >= cuts[bin]) bin++;
    codes[rows[i]] = bin;
  }
}
