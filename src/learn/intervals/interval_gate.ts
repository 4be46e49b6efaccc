import type { GateVerdict } from '../judging/gate.ts';
import type { IntervalEvaluation } from './judge_intervals.ts';

/**
 * Whether intervals of one instrument may be relied on, and the sentence that says why. Their pinball loss on the test
 * range must be below that of the unconditional quantiles and of an EWMA normal, with the whole of each ratio's interval;
 * and the interval of their coverage must contain what they are to hold, for on 453 overlapping rows a coverage that is
 * right wanders by more than three points. What is not known does not pass.
 */
export function intervalGate(evaluation: IntervalEvaluation): GateVerdict {
  const { nominal, coverage } = evaluation;
  return verdict(evaluation, coverage.lower <= nominal && nominal <= coverage.upper, 'to hold');
}

/** As intervalGate, of many instruments together: their coverage must lie within three points of what it is to be. */
export function pooledIntervalGate(evaluation: IntervalEvaluation): GateVerdict {
  const { nominal, coverage } = evaluation;
  return verdict(evaluation, Math.abs(coverage.value - nominal) <= POOLED_TOLERANCE, 'to hold within 3 points');
}

const POOLED_TOLERANCE = 0.03;

function verdict(
  { nominal, coverage, toUnconditional, toEwmaNormal, rows }: IntervalEvaluation,
  holds: boolean,
  isTo: string,
): GateVerdict {
  const beats = [
    { name: 'the quantiles of its past', ratio: toUnconditional },
    { name: 'an EWMA normal', ratio: toEwmaNormal },
  ];
  const passed = holds && beats.every(({ ratio }) => ratio.upper < 1);
  const told = beats.map(
    ({ name, ratio }) =>
      `${ratio.value.toFixed(3)} (${ratio.lower.toFixed(3)} to ${ratio.upper.toFixed(3)}) of ${name}`,
  );
  const known = Number.isNaN(coverage.lower)
    ? `too few test rows with an interval and an outcome (${rows})`
    : `pinball loss ${told.join(' and ')}, to be below 1 with the whole interval; coverage ${share(coverage.value)} % ` +
      `(${share(coverage.lower)} to ${share(coverage.upper)} %), ${isTo} ${share(nominal)} %`;
  return { passed, reason: `${passed ? 'passed' : 'not passed'}: ${known}` };
}

const share = (value: number): string => (100 * value).toFixed(1);
