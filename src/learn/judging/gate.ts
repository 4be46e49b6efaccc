import type { Evaluation } from './evaluate.ts';
import type { BesideRules } from './trivial_rules.ts';

export type GateVerdict = { readonly passed: boolean; readonly reason: string };

type GateRules = {
  /** Default 0.55. */
  readonly minimumRocAuc?: number;
  /** Largest p-value, after the correction, that passes. Default 0.05. */
  readonly level?: number;
  /**
   * How many models have been judged on these test rows, this one included; default 1.
   *
   * What has to be corrected for is looking several times at the same rows and keeping what pleases: retraining until a
   * model passes, several families, the pooled model beside the instrument's own. Each look is one more chance for
   * luck, so with k looks a single p is compared as 1 − (1 − p)^k (Šidák 1967; exact for independent looks, on the safe
   * side for looks at the same rows, which agree more than independent ones).
   *
   * The configurations of a search are not counted: they were compared on validation rows, before any test row was
   * read. What is chosen there by luck has no advantage on the test rows. Their number is in the trial ledger.
   */
  readonly comparisons?: number;
  /** Features of the model that were found to depend on later sessions. Default: none. */
  readonly lookingAhead?: readonly string[];
  /** The model beside trivial rules on these rows: it must be better than each, by the point. Default: not compared. */
  readonly rules?: BesideRules;
};

/** The p-value may be left out of what cannot pass anyway: without one nothing passes. */
type Judged = Pick<Evaluation, 'rocAuc' | 'rocAucInterval'> & Partial<Pick<Evaluation, 'pValue'>>;

/**
 * Whether a model may go into production, and the sentence that says why. No feature may look ahead: then no metric
 * means anything. Its ROC-AUC on the test rows, the point estimate, must reach the minimum: a model must be worth
 * having. And the p-value against no skill, corrected for the number of looks, must not exceed the level: on 500
 * overlapping rows a coin reaches 0.55 one time in four. And no rule that needs no model may do as well: intervals of those
 * differences decide nothing, since asking for them would turn a third of what is really there away. What is not known
 * (one class only) does not pass.
 */
export function gate(
  { rocAuc, rocAucInterval: [lower, upper], pValue = Number.NaN }: Judged,
  { minimumRocAuc = 0.55, level = 0.05, comparisons = 1, lookingAhead = [], rules }: GateRules = {},
): GateVerdict {
  if (lookingAhead.length > 0) {
    const [verb, one] = lookingAhead.length === 1 ? ['looks', 'its'] : ['look', 'their'];
    return {
      passed: false,
      reason:
        `not passed: ${lookingAhead.join(', ')} ${verb} ahead: ${one} stored values are not those of a history that ` +
        'ends with the row',
    };
  }
  const corrected = correctedPValue(pValue, comparisons);
  const isHigh = rocAuc >= minimumRocAuc;
  const isSure = corrected <= level;
  const interval = Number.isNaN(lower)
    ? 'interval not known: too few rows of one class'
    : `95 % interval ${lower.toFixed(3)} to ${upper.toFixed(3)}`;
  const area = `test ROC-AUC ${Number.isNaN(rocAuc) ? 'not known' : rocAuc.toFixed(3)} (${interval})`;
  const looks = comparisons === 1 ? '' : `, corrected for ${comparisons} models on these rows`;
  const chance = Number.isNaN(corrected)
    ? 'its p-value against no skill is not known'
    : `its p-value against no skill ${atMost(corrected, isSure, level)}${looks}`;
  const better = rules ? asGood(rules) : [];
  const passed = isHigh && isSure && better.length === 0;
  return {
    passed,
    reason:
      `${passed ? 'passed' : 'not passed'}: ${area} ${isHigh ? 'reaches' : 'does not reach'} ${minimumRocAuc}` +
      `${isHigh === isSure ? ' and ' : ', but '}${chance}${better.length > 0 ? `; no better than ${better.join(', ')}` : ''}`,
  };
}

/** The rules that do as well as the model, each with what it reaches. */
function asGood({ ordering, majority }: BesideRules): string[] {
  return [
    ...ordering
      .filter(({ difference }) => !(difference.value > 0))
      .map(({ name, value }) => `${name} (ROC-AUC ${value.toFixed(3)})`),
    ...(majority.difference.value < 0 ? [] : [`${majority.name} (log-loss ${majority.value.toFixed(4)})`]),
  ];
}

/**
 * Probability that the smallest of so many independent p-values is this small (Šidák 1967).
 * @throws RangeError unless `comparisons` is a whole number above 0
 */
export function correctedPValue(pValue: number, comparisons: number): number {
  if (!Number.isInteger(comparisons) || comparisons < 1) {
    throw new RangeError(`gate: comparisons must be a whole number above 0, got ${comparisons}`);
  }
  // −expm1(k log1p(−p)) is 1 − (1 − p)^k without losing small p to rounding.
  return comparisons === 1 ? pValue : -Math.expm1(comparisons * Math.log1p(-pValue));
}

/** "0.012 is within 0.05"; enough digits to stand on the right side of the level. */
function atMost(pValue: number, isSure: boolean, level: number): string {
  const digits = pValue < 0.001 ? '< 0.001' : pValue.toPrecision(2);
  return isSure ? `${digits} is within ${level}` : `${digits} exceeds ${level}`;
}
