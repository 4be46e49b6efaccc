import type { Random } from '../../random.ts';
import type { RowRange } from '../rows/split.ts';
import type { GbtParams } from './params.ts';

/** The rows that a tree learns from, and the rest; both ascending. */
export type RowSample = { readonly drawn: Int32Array; readonly others: Int32Array };

/**
 * A range of rows thinned to a share: each row stays with that probability on its own, as XGBoost's uniform `subsample`
 * does, so the size varies a little. Never empty; all rows, without drawing, for a share of 1.
 */
export function sampleRows([from, to]: RowRange, share: number, random: Random): RowSample {
  const drawn = new Int32Array(to - from);
  const others = new Int32Array(to - from);
  let size = 0;
  let rest = 0;
  for (let row = from; row < to; row++) {
    if (share >= 1 || random.next() < share) drawn[size++] = row;
    else others[rest++] = row;
  }
  if (size > 0) return { drawn: drawn.subarray(0, size), others: others.subarray(0, rest) };
  const only = from + random.below(to - from);
  return { drawn: Int32Array.of(only), others: others.filter((row) => row !== only) };
}

/** max(1, ⌊share × count⌋) of the given columns, ascending, drawn without replacement; all, without drawing, for 1. */
function sampleColumns(from: Int32Array, share: number, random: Random): Int32Array {
  if (share >= 1) return from;
  const columns = from.slice();
  const count = columns.length;
  const size = Math.max(1, Math.floor(share * count));
  // The first `size` steps of a Fisher-Yates shuffle.
  for (let i = 0; i < size; i++) {
    const other = i + random.below(count - i);
    [columns[i], columns[other]] = [columns[other], columns[i]];
  }
  return columns.subarray(0, size).sort();
}

/**
 * The columns of one tree: `ofTree` drawn from all (`colsample_bytree`), per depth a share of these
 * (`colsample_bylevel`), per node a share of those of its depth (`colsample_bynode`).
 */
export function sampleTreeColumns(count: number, params: GbtParams, random: Random) {
  const all = Int32Array.from({ length: count }, (_, j) => j);
  const ofTree = sampleColumns(all, params.colsample_bytree, random);
  const { colsample_bylevel: byLevel, colsample_bynode: byNode } = params;
  const levels = new Map<number, Int32Array>();
  function ofNode(depth: number): ReadonlySet<number> | undefined {
    if (byLevel >= 1 && byNode >= 1) return undefined;
    const ofLevel = levels.get(depth) ?? sampleColumns(ofTree, byLevel, random);
    levels.set(depth, ofLevel);
    return new Set(sampleColumns(ofLevel, byNode, random));
  }
  return { ofTree, ofNode };
}
