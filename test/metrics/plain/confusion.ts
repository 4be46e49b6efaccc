import { checkLabelsAndScores } from '../../../src/metrics/inputs.ts';

/** How many rows fell into each cell of "said up" against "went up". */
export type Confusion = {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
};

/**
 * Counts at a threshold: a row is called positive when its score is at least the threshold (scikit-learn's `roc_curve`
 * convention).
 * Edge: four zeros for no rows.
 */
export function confusion(labels: ArrayLike<number>, scores: ArrayLike<number>, threshold = 0.5): Confusion {
  checkLabelsAndScores('confusion', labels, scores);
  let truePositives = 0;
  let falsePositives = 0;
  let trueNegatives = 0;
  let falseNegatives = 0;
  for (let i = 0; i < labels.length; i++) {
    const called = scores[i] >= threshold;
    if (labels[i] === 1) {
      if (called) truePositives++;
      else falseNegatives++;
    } else if (called) falsePositives++;
    else trueNegatives++;
  }
  return { truePositives, falsePositives, trueNegatives, falseNegatives };
}
