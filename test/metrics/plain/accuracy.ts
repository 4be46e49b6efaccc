import { confusion } from './confusion.ts';

/**
 * Share of rows called right: (TP + TN) / n. To be read beside the base rate: calling the larger class every time
 * already reaches max(base rate, 1 − base rate).
 * Edge: NaN for no rows.
 */
export function accuracy(labels: ArrayLike<number>, scores: ArrayLike<number>, threshold = 0.5): number {
  const { truePositives, trueNegatives } = confusion(labels, scores, threshold);
  return (truePositives + trueNegatives) / labels.length;
}
