import { type MetricName, metricIntervals } from '../../metrics/metric_intervals.ts';
import { noSkillPValue } from '../../metrics/no_skill.ts';

export type Evaluation = {
  readonly rows: number;
  readonly rocAuc: number;
  /** 95 % interval from a moving-block bootstrap whose blocks are three times as long as the label looks ahead. */
  readonly rocAucInterval: readonly [lower: number, upper: number];
  /** One-sided, against scores that know nothing of the labels (see noSkillPValue); not corrected for anything. */
  readonly pValue: number;
  readonly accuracy: number;
  /** Accuracy of always answering the more frequent class: what any accuracy has to be read against. */
  readonly majorityAccuracy: number;
  /** Share of rows labelled 1. */
  readonly baseRate: number;
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  readonly signalThreshold: number;
  /** Precision and recall of the rows at or above the signal threshold. */
  readonly signalPrecision: number;
  readonly signalRecall: number;
  readonly logLoss: number;
  readonly brier: number;
  /** 95 % interval of every metric, from the same resamples. */
  readonly intervals: Readonly<Record<MetricName, readonly [lower: number, upper: number]>>;
};

type EvaluateOptions = {
  /** Probability from which a prediction is a BUY; 0.6 unless told. */
  readonly signalThreshold?: number;
};

/**
 * How good probabilities are on rows that the model has not seen, in time order. Calls are made at probability 0.5,
 * signals at the threshold of the policy.
 * Edge: what cannot be known (an AUC of one class, the precision of no call) is NaN; no rows make all of it NaN.
 */
export function evaluate(
  labels: Uint8Array,
  probabilities: Float64Array,
  seed: number,
  { signalThreshold = 0.6 }: EvaluateOptions = {},
): Evaluation {
  const found = metricIntervals(labels, probabilities, { seed, signalThreshold });
  const ends = (name: MetricName) => [found[name].lower, found[name].upper] as const;
  return {
    rows: labels.length,
    rocAuc: found.rocAuc.value,
    rocAucInterval: ends('rocAuc'),
    pValue: noSkillPValue(labels, probabilities),
    accuracy: found.accuracy.value,
    majorityAccuracy: found.majorityAccuracy.value,
    baseRate: found.baseRate.value,
    f1: found.f1.value,
    precision: found.precision.value,
    recall: found.recall.value,
    signalThreshold,
    signalPrecision: found.signalPrecision.value,
    signalRecall: found.signalRecall.value,
    logLoss: found.logLoss.value,
    brier: found.brier.value,
    intervals: {
      rocAuc: ends('rocAuc'),
      accuracy: ends('accuracy'),
      baseRate: ends('baseRate'),
      majorityAccuracy: ends('majorityAccuracy'),
      accuracyOverMajority: ends('accuracyOverMajority'),
      f1: ends('f1'),
      precision: ends('precision'),
      recall: ends('recall'),
      signalPrecision: ends('signalPrecision'),
      signalRecall: ends('signalRecall'),
      logLoss: ends('logLoss'),
      brier: ends('brier'),
    },
  };
}
