import type { Bars } from '../../../src/bars.ts';
import { besideTrivialRules, gate } from '../../../src/learn/index.ts';
import { noSkillPValues } from '../../../src/metrics/no_skill.ts';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import type { TestForecast } from '../../learn/simulated.ts';

/** What the gate says of a forecast, and the two p-values of which it takes the larger. */
export type MemberVerdict = {
  readonly passed: boolean;
  readonly rocAuc: number;
  readonly rotation: number;
  readonly causal: number;
};

export function verdictOf(bars: Bars, forecast: TestForecast): MemberVerdict {
  const { labels, probabilities } = forecast;
  const { rotation, causal } = noSkillPValues(labels, probabilities);
  const found = {
    rocAuc: rocAuc(labels, probabilities),
    pValue: Math.max(rotation, causal),
    rocAucInterval: [Number.NaN, Number.NaN] as const,
  };
  // Only what passes without rules is compared with them: half the time.
  const passed =
    gate(found).passed && gate(found, { rules: besideTrivialRules({ bars, ...forecast, seed: 1 }) }).passed;
  return { passed, rocAuc: found.rocAuc, rotation, causal };
}
