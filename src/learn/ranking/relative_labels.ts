import { sortedQuantile } from '../../metrics/quantile.ts';
import { FEWEST_RANKED, rankedDays } from './days.ts';

export type RelativeRows = {
  /** Which of the given rows are left: those of days that can be ranked. */
  readonly kept: Int32Array;
  /** Of the kept rows: 1 where the growth is above the median of its day. */
  readonly labels: Uint8Array;
};

/**
 * Labels that ask who did better than the others, not whether prices rose: what moves all members alike is gone from
 * them. Days with fewer than FEWEST_RANKED members are left out. With groups (sectors, indices) what moves a group is
 * gone, too: a row is labelled by the median of its group's members of the day, and by that of all of them where the
 * group is not known or has fewer than FEWEST_RANKED.
 * @param dates sessions of the rows, ascending
 * @param groups of the rows, 0 where it is not known
 */
export function relativeLabels(dates: readonly string[], growth: Float64Array, groups?: Int32Array): RelativeRows {
  if (dates.length !== growth.length) {
    throw new RangeError(`relativeLabels: ${growth.length} growths, ${dates.length} sessions`);
  }
  if (groups && groups.length !== growth.length) {
    throw new RangeError(`relativeLabels: ${growth.length} growths, ${groups.length} groups`);
  }
  const days = rankedDays(dates);
  const kept = Int32Array.from(days.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i)));
  const labels = new Uint8Array(kept.length);
  let row = 0;
  for (const { from, to } of days) {
    const all = medianOf(growth.slice(from, to));
    const ofGroup = groups ? mediansByGroup(growth.subarray(from, to), groups.subarray(from, to)) : undefined;
    for (let i = from; i < to; i++) {
      const median = (groups && ofGroup?.get(groups[i])) ?? all;
      labels[row++] = growth[i] > median ? 1 : 0;
    }
  }
  return { kept, labels };
}

/**
 * What a relative label looks at: the close of the last of its day's seventh sessions, for a median is of all of them.
 * @param dates sessions of the rows, ascending
 * @param labelEnds the seventh session after each
 */
export function latestLabelEnds(dates: readonly string[], labelEnds: readonly string[]): string[] {
  const latest = new Map<string, string>();
  dates.forEach((date, row) => {
    const known = latest.get(date);
    if (known === undefined || labelEnds[row] > known) latest.set(date, labelEnds[row]);
  });
  return dates.map((date, row) => latest.get(date) ?? labelEnds[row]);
}

/** The median of each group that has enough members. */
function mediansByGroup(growth: Float64Array, groups: Int32Array): Map<number, number> {
  const members = new Map<number, number[]>();
  groups.forEach((group, i) => {
    if (group === 0) return;
    const others = members.get(group);
    if (others) others.push(growth[i]);
    else members.set(group, [growth[i]]);
  });
  return new Map(
    [...members]
      .filter(([, of]) => of.length >= FEWEST_RANKED)
      .map(([group, of]) => [group, medianOf(Float64Array.from(of))]),
  );
}

/** Sorts what it is given. */
const medianOf = (values: Float64Array): number => sortedQuantile(values.sort(), 0.5);
