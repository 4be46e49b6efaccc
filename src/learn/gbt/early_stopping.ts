import { logLoss } from '../../metrics/log_loss.ts';
import { rocAuc } from '../../metrics/roc_auc.ts';

export type EarlyStopping = {
  readonly metric: 'logloss' | 'auc';
  /** Stop after this many rounds without a new best. */
  readonly patience: number;
  /**
   * The best round is looked for from this round on. On noisy returns the validation loss often never beats the base
   * rate, and the best round would be the first: a constant in all but name. Here it costs a little loss instead, and
   * the gate judges the result.
   */
  readonly minimumRounds: number;
};

/** Follows a validation metric over rounds, counted from 1. Ties keep the earlier round, that is the smaller model. */
export function createStopper({ metric, patience, minimumRounds }: EarlyStopping) {
  let bestRound = 0;
  let bestLoss = Number.POSITIVE_INFINITY;
  return {
    /** Takes note of a round; true when training should stop. */
    observe(round: number, labels: Uint8Array, probabilities: Float64Array): boolean {
      if (round < minimumRounds) return false;
      const loss = metric === 'auc' ? -rocAuc(labels, probabilities) : logLoss(labels, probabilities);
      if (loss < bestLoss) {
        bestLoss = loss;
        bestRound = round;
      }
      return round - bestRound >= patience;
    },
    bestRound: () => bestRound,
  };
}

export type Stopper = ReturnType<typeof createStopper>;
