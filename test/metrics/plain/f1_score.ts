import { confusion } from './confusion.ts';

/**
 * Harmonic mean of precision and recall, in the form that needs neither: 2 TP / (2 TP + FP + FN).
 *
 * Source: van Rijsbergen (1979), F with β = 1; equals scikit-learn's `f1_score` wherever that is defined.
 * Edge: 0 when positives exist and none is called; NaN when no row is positive and none is called positive.
 */
export function f1Score(labels: ArrayLike<number>, scores: ArrayLike<number>, threshold = 0.5): number {
  const { truePositives, falsePositives, falseNegatives } = confusion(labels, scores, threshold);
  return (2 * truePositives) / (2 * truePositives + falsePositives + falseNegatives);
}
