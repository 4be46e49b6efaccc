import type { BinnedMatrix } from './bins.ts';
import type { SplitCandidate } from './find_split.ts';

/**
 * Reorders `order[from … to − 1]` so that the rows going left come first, and answers where the right ones begin. Both
 * sides keep their order: row numbers stay ascending inside every node, which keeps memory access forward and sums in
 * one fixed order. `scratch` holds the right side for the moment and needs room for to − from rows.
 */
export function partitionRows(
  binned: BinnedMatrix,
  order: Int32Array,
  from: number,
  to: number,
  { feature, lastLeftBin, defaultLeft }: SplitCandidate,
  scratch: Int32Array,
): number {
  const { codes, rows, cutOffsets } = binned;
  const columnStart = feature * rows;
  const missingCode = cutOffsets[feature + 1] - cutOffsets[feature];
  let middle = from;
  let goingRight = 0;
  for (let i = from; i < to; i++) {
    const row = order[i];
    const code = codes[columnStart + row];
    if (code === missingCode ? defaultLeft : code <= lastLeftBin) order[middle++] = row;
    else scratch[goingRight++] = row;
  }
  order.set(scratch.subarray(0, goingRight), middle);
  return middle;
}
