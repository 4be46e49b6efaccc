import type { Bars } from '../../bars.ts';
import { logLoss } from '../../metrics/log_loss.ts';
import { rocAuc } from '../../metrics/roc_auc.ts';
import { type Comparison, compareOnSameRows } from './compare.ts';
import { pastShares, positionsAmong } from './past_share.ts';

export type BesideRule = {
  readonly name: string;
  /** Of the rule on these rows. */
  readonly value: number;
  /** Model less rule, with its interval (see compareOnSameRows). */
  readonly difference: Comparison['rocAuc'];
};

/** A model beside what needs none, on the same rows. */
export type BesideRules = {
  /** By ROC-AUC: above 0 the model is better. */
  readonly ordering: readonly BesideRule[];
  /** Always the share of rises of the past, by log-loss: below 0 the model is better. */
  readonly majority: BesideRule;
};

type Rule = {
  readonly name: string;
  /** What speaks for a rise after session t, by closes up to t. */
  readonly score: (closes: ArrayLike<number>, t: number) => number;
};

/** Log growth of the close over so many sessions; 0 where there are not so many. */
const growth = (closes: ArrayLike<number>, t: number, sessions: number): number =>
  t < sessions ? 0 : Math.log(closes[t] / closes[t - sessions]);

/** Rules that a model has to be better than, because they cost nothing. */
export const TRIVIAL_RULES: readonly Rule[] = [
  { name: 'seven-session reversal', score: (closes, t) => -growth(closes, t, 7) },
  { name: 'momentum of 20 sessions', score: (closes, t) => growth(closes, t, 20) },
  { name: 'the sign of the last session', score: (closes, t) => Math.sign(growth(closes, t, 1)) },
];

export const MAJORITY = 'always the majority';

type JudgedRows = {
  /** Of the instrument, up to the last judged session at least. */
  readonly bars: Pick<Bars, 'dates' | 'close'>;
  /** Sessions of the judged rows, ascending. */
  readonly dates: readonly string[];
  readonly labels: ArrayLike<number>;
  readonly probabilities: ArrayLike<number>;
  readonly seed: number;
};

/**
 * The trivial rules on the rows that a model is judged on, each beside it on the same resamples. The majority's forecast
 * is the share of rises among the labels that were known before the first judged row.
 * Edge: a difference is NaN for one class, its interval for fewer rows than two blocks.
 * @throws RangeError when dates and labels are not of one length, or a judged session has no bar
 */
export function besideTrivialRules({ bars, dates, labels, probabilities, seed }: JudgedRows): BesideRules {
  if (dates.length !== labels.length) {
    throw new RangeError(`besideTrivialRules: ${labels.length} labels, ${dates.length} sessions`);
  }
  const { close: closes } = bars;
  const positions = positionsAmong(bars.dates, dates, 'besideTrivialRules');
  const constant = new Float64Array(labels.length).fill(pastShares(closes, [positions[0] ?? 0])[0]);
  return {
    ordering: TRIVIAL_RULES.map(({ name, score }) => {
      const scores = ontoUnit(Float64Array.from(positions, (t) => score(closes, t)));
      const difference = compareOnSameRows(labels, scores, probabilities, seed).rocAuc;
      return { name, value: rocAuc(labels, scores), difference };
    }),
    majority: {
      name: MAJORITY,
      value: logLoss(labels, constant),
      difference: compareOnSameRows(labels, constant, probabilities, seed).logLoss,
    },
  };
}

/** In the same order from 0 to 1: only the order of a rule's scores means something. */
function ontoUnit(scores: Float64Array): Float64Array {
  const lowest = scores.reduce((low, score) => Math.min(low, score), Number.POSITIVE_INFINITY);
  const highest = scores.reduce((high, score) => Math.max(high, score), Number.NEGATIVE_INFINITY);
  return scores.map((score) => (highest > lowest ? (score - lowest) / (highest - lowest) : 0.5));
}
