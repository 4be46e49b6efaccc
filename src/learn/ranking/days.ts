import { FEWEST_RANKED } from '../../metrics/ranks.ts';

export { FEWEST_RANKED };

/** Rows [from, to) of one day. */
export type Day = { readonly date: string; readonly from: number; readonly to: number };

/** The days of rows in the order of their dates that have enough members to be ranked. */
export function rankedDays(dates: readonly string[]): Day[] {
  const days: Day[] = [];
  for (let from = 0; from < dates.length; ) {
    let to = from + 1;
    while (to < dates.length && dates[to] === dates[from]) to++;
    if (to - from >= FEWEST_RANKED) days.push({ date: dates[from], from, to });
    from = to;
  }
  return days;
}
