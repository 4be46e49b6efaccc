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
  const n = p.length;
  let pairs2 = 0;
  let pairs3 = 0;
  for (let i = 0; i < n - 1; i++) {
    for (let j = i + 1; j < n - 1; j++) {
      if (!isNear(p[i], p[j], tolerance) || !isNear(p[i + 1], p[j + 1], tolerance)) continue;
      pairs2++;
      if (j + 2 < n && isNear(p[i + 2], p[j + 2], tolerance)) pairs3++;
    }
  }
  const share2 = Math.max(pairs2, 0.5) / (((n - 1) * (n - 2)) / 2);
  const share3 = Math.max(pairs3, 0.5) / (((n - 2) * (n - 3)) / 2);
  return -Math.log(share3 / share2);
}

function isNear(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= tolerance;
}
