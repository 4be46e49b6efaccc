import { column, type Matrix } from '../matrix.ts';
import type { Feature } from './feature.ts';
import { readsContext, readsSources } from './feature_set.ts';

/**
 * The share of features of the instrument's own history that are known (not NaN) in each row, 0…1; NaN without such
 * features. What is read off the market's indices, or of a user's own tables, is not counted: it may be absent for good.
 *
 * @param matrix one column per feature
 */
export function completeness(matrix: Matrix, features: readonly Feature[]): Float64Array {
  const known = new Float64Array(matrix.rows);
  const own = [...features.keys()].filter((j) => !readsContext(features[j]) && !readsSources(features[j]));
  for (const j of own) {
    const values = column(matrix, j);
    for (let i = 0; i < matrix.rows; i++) if (!Number.isNaN(values[i])) known[i]++;
  }
  return known.map((count) => count / own.length);
}
