import { metricIntervals } from '../../metrics/metric_intervals.ts';
import { noSkillPValue } from '../../metrics/no_skill.ts';
import { type MetricName, perMetric } from '../../metrics/test_metrics.ts';

/** The value of every metric in TEST_METRICS on a test range, and what is to be known beside them. */
export type Evaluation = Readonly<Record<MetricName, number>> & {
  readonly rows: number;
  /** 95 % interval from a moving-block bootstrap whose blocks are three times as long as the label looks ahead. */
  readonly rocAucInterval: readonly [lower: number, upper: number];
  /** One-sided, against scores that know nothing of the labels (see noSkillPValue); not corrected for anything. */
  readonly pValue: number;
  readonly signalThreshold: number;
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
  const intervals = perMetric((name) => [found[name].lower, found[name].upper] as const);
  return {
    ...perMetric((name) => found[name].value),
    rows: labels.length,
    rocAucInterval: intervals.rocAuc,
    pValue: noSkillPValue(labels, probabilities),
    signalThreshold,
    intervals,
  };
}
