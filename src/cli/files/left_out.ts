import type { BarsFile } from '../../csv/index.ts';
import { faultLines } from './faults.ts';

/** The rows of a file that were not computed on, for a person. */
export function leftOutLines(file: string, { leftOut }: Pick<BarsFile, 'leftOut'>): string[] {
  if (leftOut.length === 0) return [];
  const count = leftOut.length === 1 ? '1 row was' : `${leftOut.length.toLocaleString('en-US')} rows were`;
  return [`${file}: warning: ${count} left out:`, ...faultLines(leftOut)];
}
