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
  return {
    passed,
    reason:
      `${passed ? 'passed' : 'not passed'}: daily rank IC ${told(rankIc)} ${isSure ? 'is' : 'is not'} above 0` +
      `${isSure === isBetter ? ' and ' : ', but '}${told(beyondReversal)} beyond seven-session reversal ` +
      `${isBetter ? 'is' : 'is not'}, on ${days} test days`,
  };
}

function told({ value, lower, upper }: Estimate): string {
  if (Number.isNaN(value)) return 'that is not known';
  if (Number.isNaN(lower)) return `${value.toFixed(3)} (interval not known: too few days)`;
  return `${value.toFixed(3)} (95 % interval ${lower.toFixed(3)} to ${upper.toFixed(3)})`;
}
