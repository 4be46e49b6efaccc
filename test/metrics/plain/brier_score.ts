import { checkLabelsAndProbabilities } from '../../../src/metrics/inputs.ts';

/**
 * Mean squared error of the probabilities: mean((p − y)²). Smaller is better; 0.25 is a forecast of 0.5 for every row.
 *
 * Source: Brier (1950), in the one-class form for binary events (half of Brier's own two-class sum), as scikit-learn's
 * `brier_score_loss`.
 * Edge: NaN for no rows.
 */
export function brierScore(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  checkLabelsAndProbabilities('brierScore', labels, probabilities);
  let total = 0;
  for (let i = 0; i < labels.length; i++) total += (probabilities[i] - labels[i]) ** 2;
  return total / labels.length;
}
