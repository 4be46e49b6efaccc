/**
 * Refuses what no metric can answer: lengths that differ, a label that is neither 0 nor 1 (NaN included), a NaN score.
 * An empty input is not refused: every metric states its own answer for it, which is NaN.
 */
export function checkLabelsAndScores(metric: string, labels: ArrayLike<number>, scores: ArrayLike<number>): void {
  if (labels.length !== scores.length) {
    throw new RangeError(
      `${metric}: needs as many scores as labels, got ${labels.length} labels, ${scores.length} scores`,
    );
  }
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 0 && labels[i] !== 1) {
      throw new RangeError(`${metric}: a label must be 0 or 1, got ${labels[i]} at row ${i}`);
    }
    if (Number.isNaN(scores[i])) throw new RangeError(`${metric}: a score must be a number, got NaN at row ${i}`);
  }
}

/** As checkLabelsAndScores, for metrics that read the scores as probabilities: each must lie in [0, 1]. */
export function checkLabelsAndProbabilities(
  metric: string,
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): void {
  checkLabelsAndScores(metric, labels, probabilities);
  for (let i = 0; i < probabilities.length; i++) {
    if (probabilities[i] < 0 || probabilities[i] > 1) {
      throw new RangeError(`${metric}: a probability must lie in [0, 1], got ${probabilities[i]} at row ${i}`);
    }
  }
}
