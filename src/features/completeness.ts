import type { Matrix } from '../matrix.ts';

/** The share of known (not NaN) values in each row, 0…1; NaN for a matrix without columns. */
export function completeness(matrix: Matrix): Float64Array {
  const known = new Float64Array(matrix.rows);
  for (let j = 0; j < matrix.cols; j++) {
    const offset = j * matrix.rows;
    for (let i = 0; i < matrix.rows; i++) if (!Number.isNaN(matrix.data[offset + i])) known[i]++;
  }
  for (let i = 0; i < matrix.rows; i++) known[i] /= matrix.cols;
  return known;
}
