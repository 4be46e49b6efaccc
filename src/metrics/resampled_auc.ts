import { checkLabelsAndScores } from './inputs.ts';
import { scoreOrder } from './ranks.ts';

/**
 * ROC-AUC of resamples of the same rows: sorts the scores once, then answers for any counts ("row i was drawn counts[i]
 * times") in one pass. Equal, to rounding, to rocAuc of the drawn rows; ties count one half.
 * Edge: NaN when a class is not drawn.
 */
export function resampledAuc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): (counts: ArrayLike<number>) => number {
  checkLabelsAndScores('resampledAuc', labels, scores);
  const rows = labels.length;
  const order = scoreOrder(scores);
  const positive = Uint8Array.from(order, (row) => (labels[row] === 1 ? 1 : 0));
  // 1 where a row has another score than the one before it in order.
  const startsGroup = Uint8Array.from(order, (row, i) => (i === 0 || scores[row] !== scores[order[i - 1]] ? 1 : 0));
  return (counts) => {
    let positives = 0;
    let negatives = 0;
    let tiedPositives = 0;
    let tiedNegatives = 0;
    let won = 0;
    for (let i = 0; i < rows; i++) {
      if (startsGroup[i] === 1) {
        won += tiedPositives * (negatives + tiedNegatives / 2);
        positives += tiedPositives;
        negatives += tiedNegatives;
        tiedPositives = 0;
        tiedNegatives = 0;
      }
      const count = counts[order[i]];
      if (positive[i] === 1) tiedPositives += count;
      else tiedNegatives += count;
    }
    won += tiedPositives * (negatives + tiedNegatives / 2);
    positives += tiedPositives;
    negatives += tiedNegatives;
    return won / (positives * negatives);
  };
}
