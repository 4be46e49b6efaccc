import type { GateVerdict } from '../judging/gate.ts';
import type { Estimate, RankEvaluation } from './rank_evaluation.ts';

/**
 * Whether an order of members is better than none, and better than the cheapest one there is: the lower bounds of its
 * mean rank IC and of its difference from seven-session reversal's, on the same days, are above 0. What is not known
 * does not pass.
 */
export function rankGate({ rankIc, beyondReversal, days }: RankEvaluation): GateVerdict {
  const isSure = rankIc.lower > 0;
  const isBetter = beyondReversal.lower > 0;
  const passed = isSure && isBetter;
  const ic = `of the daily rank IC, ${told(rankIc)}`;
  const lead = `of its lead over seven-session reversal's, ${told(beyondReversal)}`;
  return {
    passed,
    reason:
      `${passed ? 'passed' : 'not passed'}: on ${days} test days the lower end of the 95 % interval is above 0 ` +
      (isSure === isBetter
        ? `${passed ? '' : 'neither '}${ic}, ${passed ? 'and' : 'nor'} ${lead}`
        : isSure
          ? `${ic}, but not ${lead}`
          : `${lead}, but not ${ic}`),
  };
}

function told({ value, lower, upper }: Estimate): string {
  if (Number.isNaN(value)) return 'which is not known';
  if (Number.isNaN(lower)) return `${value.toFixed(3)} (interval not known: too few days)`;
  return `${value.toFixed(3)} (${lower.toFixed(3)} to ${upper.toFixed(3)})`;
}
