/** sums[t] is the sum of the values before t, so that a mean over any span is a difference. What is not finite counts as 0. */
export function runningSums(rows: number, value: (t: number) => number): Float64Array {
  const sums = new Float64Array(rows + 1);
  for (let t = 0; t < rows; t++) {
    const one = value(t);
    sums[t + 1] = sums[t] + (Number.isFinite(one) ? one : 0);
  }
  return sums;
}

/** Mean of the last `span` values through t, or of those there are behind the first. */
export function meanThrough(sums: Float64Array, t: number, span: number): number {
  const counted = Math.min(span, t);
  return (sums[t + 1] - sums[t + 1 - counted]) / counted;
}
