import { confusion } from './confusion.ts';

/**
 * Share of the positive rows that were called positive: TP / (TP + FN).
 * Edge: NaN when there is no positive row (scikit-learn warns and answers 0; "not known" is not 0 here).
 */
export function recall(labels: ArrayLike<number>, scores: ArrayLike<number>, threshold = 0.5): number {
  const { truePositives, falseNegatives } = confusion(labels, scores, threshold);
  return truePositives / (truePositives + falseNegatives);
}
