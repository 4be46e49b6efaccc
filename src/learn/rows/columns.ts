import { column, type Matrix } from '../../matrix.ts';
import type { RowRange } from './split.ts';

/** A column the learner does better without, and why. */
export type DroppedColumn = {
  readonly column: number;
  readonly reason: 'all_missing' | 'mostly_missing' | 'constant' | 'duplicate';
  /** For a duplicate: the earlier column that it repeats. */
  readonly duplicateOf?: number;
};

/** A column known on fewer rows tells the learner mostly when its series began. */
const SMALLEST_KNOWN_SHARE = 0.5;

/**
 * Columns that cannot help on the given (training) rows: nothing known, or known on fewer than half of them (an index
 * that is younger than the instrument); one value on every row where it is known, with no row missing; or exactly an
 * earlier kept column, NaN in the same rows. A column that is constant where known but missing elsewhere stays: trees
 * learn from missingness itself. Looking at training rows only keeps the choice of columns blind to the test.
 */
export function droppedColumns(matrix: Matrix, [from, to]: RowRange): DroppedColumn[] {
  const dropped: DroppedColumn[] = [];
  const kept: number[] = [];
  for (let j = 0; j < matrix.cols; j++) {
    const values = column(matrix, j).subarray(from, to);
    const duplicateOf = kept.find((earlier) => sameValues(values, column(matrix, earlier).subarray(from, to)));
    const known = values.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0);
    if (known === 0) dropped.push({ column: j, reason: 'all_missing' });
    else if (known < SMALLEST_KNOWN_SHARE * values.length) dropped.push({ column: j, reason: 'mostly_missing' });
    else if (values.every((value) => value === values[0])) dropped.push({ column: j, reason: 'constant' });
    else if (duplicateOf !== undefined) dropped.push({ column: j, reason: 'duplicate', duplicateOf });
    else kept.push(j);
  }
  return dropped;
}

/** The columns of the matrix that are not dropped, in order. */
export function keptColumns(matrix: Matrix, dropped: readonly DroppedColumn[]): number[] {
  const gone = new Set(dropped.map((entry) => entry.column));
  return Array.from({ length: matrix.cols }, (_, j) => j).filter((j) => !gone.has(j));
}

/** Equality row by row where NaN equals NaN. */
function sameValues(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i] && !(Number.isNaN(a[i]) && Number.isNaN(b[i]))) return false;
  }
  return true;
}
