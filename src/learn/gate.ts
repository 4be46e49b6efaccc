import type { Evaluation } from './evaluate.ts';

export type GateVerdict = { readonly passed: boolean; readonly reason: string };

export type GateRules = {
  /** Default 0.55. */
  readonly minimumRocAuc?: number;
  /** Features of the model that were found to depend on later sessions. Default: none. */
  readonly lookingAhead?: readonly string[];
};

/**
 * Whether a model may go into production, and the sentence that says why. No feature may look ahead: then no metric
 * means anything. And its ROC-AUC on the test rows, the point estimate, must reach the minimum; an AUC that is not
 * known (one class only) does not pass.
 */
export function gate(
  { rocAuc, rocAucInterval: [lower, upper] }: Pick<Evaluation, 'rocAuc' | 'rocAucInterval'>,
  { minimumRocAuc = 0.55, lookingAhead = [] }: GateRules = {},
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
  const passed = rocAuc >= minimumRocAuc;
  const interval = Number.isNaN(lower)
    ? 'interval not known: too few rows of one class'
    : `95 % interval ${lower.toFixed(3)} to ${upper.toFixed(3)}`;
  const found = `test ROC-AUC ${Number.isNaN(rocAuc) ? 'not known' : rocAuc.toFixed(3)} (${interval})`;
  return {
    passed,
    reason: passed
      ? `passed: ${found} reaches ${minimumRocAuc}`
      : `not passed: ${found} does not reach ${minimumRocAuc}`,
  };
}
