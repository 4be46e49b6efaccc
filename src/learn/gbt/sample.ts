import type { Random } from '../../random.ts';
import type { RowRange } from '../split.ts';

/**
 * A range of rows thinned to a share: each row stays with that probability on its own, as XGBoost's uniform `subsample`
 * does, so the size varies a little. Never empty; all rows, without drawing, for a share of 1.
 */
export function sampleRows([from, to]: RowRange, share: number, random: Random): Int32Array {
  const rows = new Int32Array(to - from);
  let size = 0;
  for (let row = from; row < to; row++) {
    if (share >= 1 || random.next() < share) rows[size++] = row;
  }
  if (size === 0) rows[size++] = from + random.below(to - from);
  return rows.subarray(0, size);
}

/** max(1, ⌊share × count⌋) of the columns 0 … count − 1, ascending, drawn without replacement (`colsample_bytree`). */
export function sampleColumns(count: number, share: number, random: Random): Int32Array {
  const columns = Int32Array.from({ length: count }, (_, j) => j);
  if (share >= 1) return columns;
  const size = Math.max(1, Math.floor(share * count));
  // The first `size` steps of a Fisher-Yates shuffle.
  for (let i = 0; i < size; i++) {
    const other = i + random.below(count - i);
    [columns[i], columns[other]] = [columns[other], columns[i]];
  }
  return columns.subarray(0, size).sort();
}
