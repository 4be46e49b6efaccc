import { number, record } from './json.ts';
import { fixed, percent, percentRange, range } from './numbers.ts';

export type Metric = { readonly key: string; readonly name: string; readonly value: string; readonly interval: string };

type Kind = 'share' | 'plain';

/** Figures of the test range as they are shown: key, name, and whether it is a share. */
const METRICS: readonly (readonly [key: string, name: string, kind: Kind])[] = [
  ['rocAuc', 'ROC-AUC', 'plain'],
  ['rocAucCorrected', 'Corrected ROC-AUC', 'plain'],
  ['accuracy', 'Accuracy', 'share'],
  ['majorityAccuracy', 'Always the more frequent', 'share'],
  ['baseRate', 'Base rate', 'share'],
  ['precision', 'Precision', 'share'],
  ['recall', 'Recall', 'share'],
  ['f1', 'F1', 'plain'],
  ['signalPrecision', 'Precision of BUY', 'share'],
  ['signalRecall', 'Recall of BUY', 'share'],
  ['brier', 'Brier score', 'plain'],
  ['logLoss', 'Log-loss', 'plain'],
  ['logLossSkill', 'Log-loss skill', 'share'],
  ['brierSkill', 'Brier skill', 'share'],
];

/** All of them, in their order. */
export const metricNames = METRICS.map(([key, name]) => [key, name] as const);

/** The metrics that a model has, with their intervals where they are known. */
export function metricsOf(metrics: unknown): readonly Metric[] {
  const known = withWorth(record(metrics));
  const intervals = record(known.intervals);
  return METRICS.flatMap(([key, name, kind]) => {
    const value = number(known[key]);
    if (value === null) return [];
    const ends = intervals[key];
    const [low, high] = Array.isArray(ends) ? ends.map(number) : [];
    return [
      kind === 'share'
        ? { key, name, value: percent(value), interval: percentRange(low, high, 1) }
        : { key, name, value: fixed(value, 3), interval: range(low, high, 3) },
    ];
  });
}

/** What the ROC-AUC is worth and what is added to the past base rate, beside the metrics that they belong to. */
function withWorth(metrics: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const worth = record(metrics.worth);
  const { logLoss, brier } = record(metrics.skill);
  const ends = (skill: unknown) => [record(skill).lower, record(skill).upper];
  return {
    ...metrics,
    rocAucCorrected: worth.rocAucCorrected,
    logLossSkill: record(logLoss).value,
    brierSkill: record(brier).value,
    intervals: {
      ...record(metrics.intervals),
      rocAucCorrected: worth.rocAucCorrectedInterval,
      logLossSkill: ends(logLoss),
      brierSkill: ends(brier),
    },
  };
}

export type Bin = {
  readonly said: number;
  readonly came: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly rows: number;
};

type Reliability = {
  readonly bins:
    | readonly {
        readonly meanPredicted: number | null;
        readonly observedRate: number | null;
        readonly lower: number | null;
        readonly upper: number | null;
        readonly rows: number | null;
      }[]
    | null;
};

/** How often what was said came true, by how probable it was said to be. */
export const binsOf = (reliability: Reliability | null): readonly Bin[] =>
  (reliability?.bins ?? []).flatMap(({ meanPredicted: said, observedRate: came, lower, upper, rows }) =>
    said === null || came === null ? [] : [{ said, came, low: lower, high: upper, rows: rows ?? 0 }],
  );

export type Confusion = {
  readonly threshold: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
};

/** What of those said to rise rose, of those that rose were said to, and of those that fell were said to rise. */
export const ratesOf = ({
  truePositives: tp,
  falsePositives: fp,
  trueNegatives: tn,
  falseNegatives: fn,
}: Confusion) => ({
  precision: tp + fp === 0 ? null : tp / (tp + fp),
  recall: tp + fn === 0 ? null : tp / (tp + fn),
  falseAlarms: fp + tn === 0 ? null : fp / (fp + tn),
});

/** The table of confusion at a threshold: that of the lowest probability which is at least as high. */
export function confusionAt(curve: readonly Confusion[], threshold: number): Confusion | undefined {
  const above = curve.filter((one) => one.threshold >= threshold);
  const lowest = above.at(-1);
  const [first] = curve;
  if (lowest || !first) return lowest;
  // Nothing was said to be so probable: all are said to fall.
  const { truePositives, falsePositives, trueNegatives, falseNegatives } = first;
  return {
    threshold,
    truePositives: 0,
    falsePositives: 0,
    trueNegatives: trueNegatives + falsePositives,
    falseNegatives: falseNegatives + truePositives,
  };
}

/** At most so many points of a curve, its ends among them: more are not seen. */
export function thinned<Point>(points: readonly Point[], most = 160): readonly Point[] {
  if (points.length <= most) return points;
  return Array.from({ length: most }, (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))]);
}
