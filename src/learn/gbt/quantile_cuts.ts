/**
 * Bin boundaries of one column, XGBoost's `hist` way. Bin i holds the values in [cuts[i − 1], cuts[i]); the last cut
 * lies above the largest value, so that "everything known goes left, missing goes right" is a split like any other.
 * `floor` lies below the smallest value and is the threshold of the opposite split.
 */
type ColumnCuts = { readonly cuts: Float32Array; readonly floor: number };

/**
 * Cuts from the known values of a column, sorted ascending, in float32 (as XGBoost stores every input). Up to `maxBin`
 * distinct values each get their own bin; beyond that the values nearest to equally spaced ranks become the cuts.
 *
 * Source: XGBoost 1.7, `WQSummary::SetPrune` and `AddCutPoint` (Chen & Guestrin 2016, appendix A). Variant: ranks are
 * exact, where XGBoost falls back to a sketch once a column has more than 8 × maxBin distinct values.
 * Edge: no known value gives one bin with nothing in it.
 */
export function quantileCuts(sorted: Float32Array, maxBin: number): ColumnCuts {
  if (sorted.length === 0) return { cuts: Float32Array.of(1e-5), floor: -1e-5 };
  const summary = pruneToRanks(summarise(sorted), maxBin + 1);
  const values = summary.values;
  const smallest = values[0];
  const largest = values[values.length - 1];
  const inner = values.subarray(1, Math.min(values.length, maxBin));
  const cuts = new Float32Array(inner.length + 1);
  cuts.set(inner);
  cuts[inner.length] = largest + Math.fround(Math.abs(largest) + EPSILON);
  return { cuts, floor: Math.fround(smallest - Math.fround(Math.abs(smallest) + EPSILON)) };
}

const EPSILON = Math.fround(1e-5);

/** Distinct values with how many values lie strictly below each (`before`) and up to and including it (`through`). */
type Summary = {
  readonly values: Float32Array;
  readonly before: Float64Array;
  readonly through: Float64Array;
};

function summarise(sorted: Float32Array): Summary {
  const values = new Float32Array(sorted.length);
  const before = new Float64Array(sorted.length);
  const through = new Float64Array(sorted.length);
  let size = 0;
  for (let i = 0; i < sorted.length; ) {
    let end = i + 1;
    while (end < sorted.length && sorted[end] === sorted[i]) end++;
    values[size] = sorted[i];
    before[size] = i;
    through[size] = end;
    size++;
    i = end;
  }
  return { values: values.subarray(0, size), before: before.subarray(0, size), through: through.subarray(0, size) };
}

/**
 * Keeps the first and the last value and, in between, for each of `size − 2` equally spaced ranks the value whose ranks
 * are nearest; a value that answers several ranks is kept once, so fewer may remain.
 */
function pruneToRanks({ values, before, through }: Summary, size: number): Pick<Summary, 'values'> {
  const last = values.length - 1;
  if (values.length <= size) return { values };
  const first = through[0];
  const range = before[last] - first;
  const steps = size - 1;
  const kept = [values[0]];
  let lastKept = 0;
  let i = 1;
  const keep = (index: number) => {
    if (index !== lastKept) kept.push(values[index]);
    lastKept = index;
  };
  for (let k = 1; k < steps; k++) {
    // Ranks are doubled throughout: the middle rank of a value is (before + through) / 2.
    const rank = 2 * ((k * range) / steps + first);
    while (i < last && rank >= before[i + 1] + through[i + 1]) i++;
    if (i === last) break;
    keep(rank < through[i] + before[i + 1] ? i : i + 1);
  }
  keep(last);
  return { values: Float32Array.from(kept) };
}
