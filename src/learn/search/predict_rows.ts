import { type Matrix, sliceRows } from '../../matrix.ts';
import type { Model, ModelFamily } from '../family.ts';
import type { RowRange } from '../rows/split.ts';

/** Probabilities for a range of rows, with the rows before it that the family looks back on. */
export function predictRows(family: ModelFamily, model: Model, features: Matrix, [from, to]: RowRange): Float64Array {
  const earlier = Math.min(from, family.lookback ?? 0);
  return family.predict(model, sliceRows(features, from - earlier, to)).subarray(earlier);
}
