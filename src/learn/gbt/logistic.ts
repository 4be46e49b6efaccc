import type { RowRange } from '../rows/split.ts';

/**
 * The objective `binary:logistic`: labels 0/1, a margin per row (log-odds), p = 1 / (1 + e^−margin), loss −ln of the
 * probability given to what happened. Its gradient is p − y, its hessian p (1 − p).
 */

/** Probability of a margin. The exponent is capped at 88.7 as in XGBoost, where e^x would overflow float32. */
export function sigmoid(margin: number): number {
  return 1 / (1 + Math.exp(Math.min(-margin, 88.7)));
}

/** Margin of a probability strictly between 0 and 1: its log-odds, every step rounded to float32 as in XGBoost. */
export function logit(probability: number): number {
  const odds = Math.fround(Math.fround(1 / probability) - 1);
  return 0 - Math.fround(Math.log(odds)); // and not −0 for one half
}

/**
 * Writes gradient and hessian of the rows of a range, interleaved (2r, 2r + 1), every step rounded to float32 as in
 * XGBoost. Positive rows weigh `scalePosWeight` times.
 */
export function logisticGradients(
  margins: Float32Array,
  labels: Uint8Array,
  scalePosWeight: number,
  [from, to]: RowRange,
  out: Float32Array,
): void {
  const float = Math.fround;
  const positiveWeight = float(scalePosWeight);
  for (let row = from; row < to; row++) {
    const p = float(1 / float(1 + float(Math.exp(Math.min(-margins[row], 88.7)))));
    const weight = labels[row] === 1 ? positiveWeight : 1;
    out[2 * row] = float(p - labels[row]) * weight;
    out[2 * row + 1] = Math.max(float(p * float(1 - p)), SMALLEST_HESSIAN) * weight;
  }
}

/** Keeps a row that the model is sure of from weighing nothing at all; XGBoost's value. */
const SMALLEST_HESSIAN = 1e-16;
