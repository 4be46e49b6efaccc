import type { RowRange } from '../learn/index.ts';

/** What a model has learned from. */
export type Learned = {
  /** The last session whose row it learned from. */
  readonly trainingEnd: string;
  /** Of a pooled model: the first session that no label of its training has looked at. */
  readonly unseenFrom: string | null;
};

/** One session in two lists of rows. */
export type SharedRow = { readonly ours: number; readonly theirs: number };

/**
 * The sessions of `dates` that are also among another model's rows and that it has not learned from: its last training
 * labels reach seven sessions further than its training; of a pool, by any member's calendar.
 */
export function rowsUnseenBy(
  model: Learned,
  rows: { readonly dates: readonly string[]; readonly labelEnds: readonly string[] },
  dates: readonly string[],
): SharedRow[] {
  const lastLearned = rows.labelEnds[rows.dates.findLastIndex((date) => date <= model.trainingEnd)] ?? '';
  const isUnseen = (date: string) => (model.unseenFrom === null ? date > lastLearned : date >= model.unseenFrom);
  const position = new Map(rows.dates.map((date, at) => [date, at]));
  return dates.flatMap((date, ours) => {
    const theirs = position.get(date);
    return isUnseen(date) && theirs !== undefined ? [{ ours, theirs }] : [];
  });
}

/** The range of another model's rows that holds the shared ones. */
export function rangeOfTheirs(shared: readonly SharedRow[]): RowRange {
  return shared.length > 0 ? [shared[0].theirs, shared[shared.length - 1].theirs + 1] : [0, 0];
}
