import { resampledAuc } from './resampled_auc.ts';

/** The rows of a test range. */
export type TestRows = {
  readonly labels: ArrayLike<number>;
  readonly probabilities: ArrayLike<number>;
  /** Probability from which a row is a signal. */
  readonly signalThreshold: number;
};

/** Some of the rows, or some of them twice. */
export type Draw = {
  /** How often each row was drawn. */
  readonly counts: ArrayLike<number>;
  readonly calls: Calls;
};

/** How many drawn rows were called right and wrong: up from probability 0.5 on, a signal from the threshold on. */
export type Calls = {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
  readonly trueSignals: number;
  readonly falseSignals: number;
};

type Range = readonly [lowest: number, highest: number];

export type TestMetric = {
  /** The least and the largest value. */
  readonly range: Range;
  /** Looks at the rows once, and answers what measures any draw of them. */
  readonly over: (rows: TestRows) => (draw: Draw) => number;
};

const SHARE: Range = [0, 1];

/** A metric of right and wrong calls. */
const ofCalls = (measure: (calls: Calls) => number, range = SHARE): TestMetric => ({
  range,
  over:
    () =>
    ({ calls }) =>
      measure(calls),
});

/** The mean of what each row says. */
const meanOf = (measure: (label: number, probability: number) => number, range: Range): TestMetric => ({
  range,
  over({ labels, probabilities }) {
    const values = Float64Array.from(labels, (label, row) => measure(label, probabilities[row]));
    return ({ counts, calls }) => {
      let total = 0;
      for (let row = 0; row < values.length; row++) total += counts[row] * values[row];
      return total / rowsOf(calls);
    };
  },
});

const positivesOf = ({ truePositives, falseNegatives }: Calls): number => truePositives + falseNegatives;
const rowsOf = (calls: Calls): number => positivesOf(calls) + calls.falsePositives + calls.trueNegatives;
const accuracyOf = (calls: Calls): number => (calls.truePositives + calls.trueNegatives) / rowsOf(calls);
const baseRateOf = (calls: Calls): number => positivesOf(calls) / rowsOf(calls);
const majorityOf = (calls: Calls): number => Math.max(baseRateOf(calls), 1 - baseRateOf(calls));

/** As in logLoss: no probability is so wrong that its loss is infinite. */
const FLOOR = 1e-16;

/**
 * Everything measured on a test range. An entry is all there is to a metric: its value and its interval are in
 * ml_models.metrics and in the model card by themselves. A metric depends on which rows were drawn, not on their order.
 */
export const TEST_METRICS = {
  /** Chance that a row labelled 1 has the higher probability than one labelled 0; ties count one half. */
  rocAuc: {
    range: SHARE,
    over({ labels, probabilities }) {
      const auc = resampledAuc(labels, probabilities);
      return ({ counts }) => auc(counts);
    },
  },
  accuracy: ofCalls(accuracyOf),
  /** Share of rows labelled 1. */
  baseRate: ofCalls(baseRateOf),
  /** Accuracy of always answering the more frequent class: what any accuracy has to be read against. */
  majorityAccuracy: ofCalls(majorityOf, [0.5, 1]),
  accuracyOverMajority: ofCalls((calls) => accuracyOf(calls) - majorityOf(calls), [-1, 0.5]),
  f1: ofCalls((calls) => {
    const { truePositives, falsePositives } = calls;
    return (2 * truePositives) / (truePositives + falsePositives + positivesOf(calls));
  }),
  precision: ofCalls(({ truePositives, falsePositives }) => truePositives / (truePositives + falsePositives)),
  recall: ofCalls((calls) => calls.truePositives / positivesOf(calls)),
  /** Precision and recall of the rows at or above the signal threshold. */
  signalPrecision: ofCalls(({ trueSignals, falseSignals }) => trueSignals / (trueSignals + falseSignals)),
  signalRecall: ofCalls((calls) => calls.trueSignals / positivesOf(calls)),
  logLoss: meanOf((label, p) => -Math.log(Math.max(label === 1 ? p : 1 - p, FLOOR)), [0, Number.POSITIVE_INFINITY]),
  brier: meanOf((label, p) => (p - label) ** 2, SHARE),
} satisfies Record<string, TestMetric>;

export type MetricName = keyof typeof TEST_METRICS;

const isMetricName = (name: string): name is MetricName => Object.hasOwn(TEST_METRICS, name);

export const METRIC_NAMES: readonly MetricName[] = Object.keys(TEST_METRICS).filter(isMetricName);

/** One answer for each metric. */
export function perMetric<T>(answer: (name: MetricName) => T): Record<MetricName, T> {
  const answers: Partial<Record<MetricName, T>> = {};
  for (const name of METRIC_NAMES) answers[name] = answer(name);
  if (!isComplete(answers)) throw new Error('METRIC_NAMES lacks a metric of TEST_METRICS');
  return answers;
}

const isComplete = <T>(answers: Partial<Record<MetricName, T>>): answers is Record<MetricName, T> =>
  METRIC_NAMES.every((name) => name in answers);
