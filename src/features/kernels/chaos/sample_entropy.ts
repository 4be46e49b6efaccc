import { populationSd } from '../core/statistics.ts';

const TOLERANCE = 0.2;

/**
 * Sample entropy (Richman & Moorman 2000) with m = 2 and tolerance 0.2·sd (ddof 0): −ln of the probability that
 * sequences that match for two values also match for the third. Pairs are counted among all n−1 sequences of length 2
 * and all n−2 of length 3, as shares of their pairs; no match counts as half a match. 0 for a constant window.
 */
export function sampleEntropy(p: Float64Array): number {
  const tolerance = TOLERANCE * populationSd(p);
  if (tolerance === 0) return 0;
  const near = (i: number, j: number) => Math.abs(p[i] - p[j]) <= tolerance;
  const n = p.length;
  let pairs2 = 0;
  let pairs3 = 0;
  for (let i = 0; i < n - 1; i++) {
    for (let j = i + 1; j < n - 1; j++) {
      if (!near(i, j) || !near(i + 1, j + 1)) continue;
      pairs2++;
      if (j + 2 < n && near(i + 2, j + 2)) pairs3++;
    }
  }
  const share2 = Math.max(pairs2, 0.5) / (((n - 1) * (n - 2)) / 2);
  const share3 = Math.max(pairs3, 0.5) / (((n - 2) * (n - 3)) / 2);
  return -Math.log(share3 / share2);
}
