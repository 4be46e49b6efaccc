import { checkLabelsAndProbabilities } from './inputs.ts';

/**
 * Mean negative log-likelihood of the labels in nats: −mean(y ln p + (1 − y) ln(1 − p)). Smaller is better; a forecast
 * of 0.5 for every row costs ln 2 ≈ 0.6931.
 *
 * Variant: the probability given to what happened is floored at 1e-16, as XGBoost's `logloss` does, so one confident
 * error costs 36.8 nats instead of infinity.
 * Edge: NaN for no rows.
 */
export function logLoss(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  checkLabelsAndProbabilities('logLoss', labels, probabilities);
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    const ofWhatHappened = labels[i] === 1 ? probabilities[i] : 1 - probabilities[i];
    total -= Math.log(Math.max(ofWhatHappened, FLOOR));
  }
  return total / labels.length;
}

const FLOOR = 1e-16;
