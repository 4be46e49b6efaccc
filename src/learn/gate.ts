import type { Evaluation } from './evaluate.ts';

export type GateVerdict = { readonly passed: boolean; readonly reason: string };

/**
 * Whether a model may go into production, and the sentence that says why: its ROC-AUC on the test rows, the point
 * estimate, must reach the minimum. An AUC that is not known (one class only) does not pass.
 */
export function gate(
  { rocAuc, rocAucInterval: [lower, upper] }: Pick<Evaluation, 'rocAuc' | 'rocAucInterval'>,
  { minimumRocAuc = 0.55 }: { readonly minimumRocAuc?: number } = {},
): GateVerdict {
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
