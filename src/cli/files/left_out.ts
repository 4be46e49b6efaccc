import type { BarsFile } from '../../csv/index.ts';
import { faultLines } from './faults.ts';
import { KEEP_CONTRADICTIONS } from './price_options.ts';

/** The rows of a file that were not computed on, for a person. */
export function leftOutLines(file: string, { leftOut }: Pick<BarsFile, 'leftOut'>): string[] {
  if (leftOut.length === 0) return [];
  const count = leftOut.length === 1 ? '1 row was' : `${leftOut.length.toLocaleString('en-US')} rows were`;
  return [`${file}: warning: ${count} left out:`, ...faultLines(leftOut), ...wayToKeep(leftOut)];
}

/** What to do where it is prices that contradict each other. */
export function wayToKeep(leftOut: BarsFile['leftOut']): string[] {
  const some = leftOut.some(({ isContradiction }) => isContradiction);
  return some ? [`prices that contradict each other are computed on with ${KEEP_CONTRADICTIONS}`] : [];
}
