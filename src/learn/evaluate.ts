import { accuracy } from '../metrics/accuracy.ts';
import { bootstrapInterval } from '../metrics/bootstrap_interval.ts';
import { brierScore } from '../metrics/brier_score.ts';
import { f1Score } from '../metrics/f1_score.ts';
import { logLoss } from '../metrics/log_loss.ts';
import { precision } from '../metrics/precision.ts';
import { recall } from '../metrics/recall.ts';
import { rocAuc } from '../metrics/roc_auc.ts';

export type Evaluation = {
  readonly rows: number;
  readonly rocAuc: number;
  /** 95 % interval of a moving-block bootstrap whose blocks are as long as the label overlaps. */
  readonly rocAucInterval: readonly [lower: number, upper: number];
  readonly accuracy: number;
  /** Accuracy of always answering the more frequent class: what any accuracy has to be read against. */
  readonly majorityAccuracy: number;
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  readonly logLoss: number;
  readonly brier: number;
};

/**
 * How good probabilities are on rows that the model has not seen, in time order. Calls are made at probability 0.5.
 * Edge: what cannot be known (an AUC of one class, the precision of no call) is NaN; no rows make all of it NaN.
 */
export function evaluate(labels: Uint8Array, probabilities: Float64Array, seed: number): Evaluation {
  const interval = bootstrapInterval(rocAuc, labels, probabilities, { seed });
  const positives = labels.reduce((sum, label) => sum + label, 0) / labels.length;
  return {
    rows: labels.length,
    rocAuc: rocAuc(labels, probabilities),
    rocAucInterval: [interval.lower, interval.upper],
    accuracy: accuracy(labels, probabilities),
    majorityAccuracy: Math.max(positives, 1 - positives),
    f1: f1Score(labels, probabilities),
    precision: precision(labels, probabilities),
    recall: recall(labels, probabilities),
    logLoss: logLoss(labels, probabilities),
    brier: brierScore(labels, probabilities),
  };
}
