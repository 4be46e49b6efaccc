import { checkLabelsAndScores } from './inputs.ts';

/**
 * Area under the ROC curve: the probability that a positive drawn at random scores above a negative drawn at random,
 * ties counting one half.
 *
 *     AUC = (R⁺ − n⁺(n⁺ + 1) / 2) / (n⁺ n⁻),   R⁺ = sum of the positives' ranks, tied scores sharing their mean rank
 *
 * Source: Hanley & McNeil (1982), via the Mann-Whitney U statistic; equals scikit-learn's `roc_auc_score`.
 * Edge: NaN when either class is absent (scikit-learn raises), so also for no rows.
 */
export function rocAuc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  checkLabelsAndScores('rocAuc', labels, scores);
  const positives = new Float64Array(labels.length);
  const negatives = new Float64Array(labels.length);
  let p = 0;
  let n = 0;
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 1) positives[p++] = scores[i];
    else negatives[n++] = scores[i];
  }
  if (p === 0 || n === 0) return Number.NaN;
  return pairsWon(positives.subarray(0, p).sort(), negatives.subarray(0, n).sort()) / (p * n);
}

/**
 * U, counted by merging the two sorted classes instead of ranking their union: typed arrays sort numbers natively,
 * while ranking would sort indices through a comparator, some ten times slower. A bootstrap calls this thousands of
 * times. Every partial sum is a multiple of one half, so U is exact.
 */
function pairsWon(positives: Float64Array, negatives: Float64Array): number {
  let below = 0;
  let notAbove = 0;
  let won = 0;
  for (const score of positives) {
    while (below < negatives.length && negatives[below] < score) below++;
    while (notAbove < negatives.length && negatives[notAbove] <= score) notAbove++;
    won += (below + notAbove) / 2;
  }
  return won;
}
