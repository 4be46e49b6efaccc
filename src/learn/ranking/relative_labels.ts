import { sortedQuantile } from '../../metrics/quantile.ts';
import { type Day, rankedDays } from './days.ts';

export type RelativeRows = {
  /** Which of the given rows are left: those of days that can be ranked. */
  readonly kept: Int32Array;
  /** Of the kept rows: 1 where the growth is above the median of its day. */
  readonly labels: Uint8Array;
};

/**
 * Labels that ask who did better than the others, not whether prices rose: what moves all members alike is gone from
 * them. Days with fewer than FEWEST_RANKED members are left out.
 * @param dates sessions of the rows, ascending
 */
export function relativeLabels(dates: readonly string[], growth: Float64Array): RelativeRows {
  if (dates.length !== growth.length) {
    throw new RangeError(`relativeLabels: ${growth.length} growths, ${dates.length} sessions`);
  }
  const days = rankedDays(dates);
  const kept = Int32Array.from(days.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
  const labels = new Uint8Array(kept.length);
  let row = 0;
  for (const day of days) {
    const median = medianOf(growth, day);
    for (let i = day.from; i < day.to; i++) labels[row++] = growth[i] > median ? 1 : 0;
  }
  return { kept, labels };
}

const medianOf = (growth: Float64Array, { from, to }: Day): number =>
  sortedQuantile(growth.slice(from, to).sort(), 0.5);
