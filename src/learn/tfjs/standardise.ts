import { column, type Matrix } from '../../matrix.ts';
import type { RowRange } from '../rows/split.ts';

/** Per column: subtract the mean, multiply with the scale, 1 / standard deviation. */
export type Standardisation = { readonly mean: Float64Array; readonly scale: Float64Array };

/** Rows one after the other, as TensorFlow wants them: element (i, j) is `data[i * cols + j]`. */
export type RowMajor = { readonly rows: number; readonly cols: number; readonly data: Float32Array };

/**
 * Prices and volumes drift, so later rows may lie far outside what was learned from; beyond five standard deviations a
 * value says "extreme" and no more.
 */
const LARGEST = 5;

/**
 * Mean and standard deviation (ddof 0) of the finite values in the given rows. A column without two different values
 * gets scale 0, so it stands at 0 in every row and takes no part.
 */
export function standardisationOf(features: Matrix, [from, to]: RowRange): Standardisation {
  const mean = new Float64Array(features.cols);
  const scale = new Float64Array(features.cols);
  for (let j = 0; j < features.cols; j++) {
    const known = column(features, j).subarray(from, to).filter(Number.isFinite);
    if (known.length === 0 || known.every((value) => value === known[0])) {
      mean[j] = known[0] ?? 0;
      continue;
    }
    // Each value is divided before the sum: a sum of volumes must not overflow, whatever their unit.
    mean[j] = known.reduce((sum, value) => sum + value / known.length, 0);
    const deviation = Math.sqrt(known.reduce((sum, value) => sum + (value - mean[j]) ** 2 / known.length, 0));
    const factor = 1 / deviation;
    // Too close together, or too far apart, to be told apart in float64: no use either.
    scale[j] = Number.isFinite(factor) ? factor : 0;
  }
  return { mean, scale };
}

/** Standardised float32 rows; what is missing or infinite stands at 0, the mean. */
export function standardise(features: Matrix, { mean, scale }: Standardisation): RowMajor {
  const { rows, cols } = features;
  const data = new Float32Array(rows * cols);
  for (let j = 0; j < cols; j++) {
    if (scale[j] === 0) continue;
    const values = column(features, j);
    for (let i = 0; i < rows; i++) {
      if (!Number.isFinite(values[i])) continue;
      data[i * cols + j] = Math.max(-LARGEST, Math.min(LARGEST, (values[i] - mean[j]) * scale[j]));
    }
  }
  return { rows, cols, data };
}
