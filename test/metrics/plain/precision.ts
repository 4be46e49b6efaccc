import { confusion } from './confusion.ts';

/**
 * Share of the rows called positive that were: TP / (TP + FP).
 * Edge: NaN when no row is called positive (scikit-learn warns and answers 0; "not known" is not 0 here).
 */
export function precision(labels: ArrayLike<number>, scores: ArrayLike<number>, threshold = 0.5): number {
  const { truePositives, falsePositives } = confusion(labels, scores, threshold);
  return truePositives / (truePositives + falsePositives);
}
