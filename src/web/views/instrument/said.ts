import type { History } from '../../api/documents.ts';

type Row = NonNullable<NonNullable<History['mlPredictions']>['nodes'][number]>;

/** What was said after a session, and what came of it. */
export type Said = Row & { readonly outcome: 'right' | 'wrong' | 'open' };

const RANK: Readonly<Record<string, number>> = { live: 2, holdout: 1 };

/**
 * One prediction per session, the oldest first: what was said live, else of the test range, else in hindsight; of the
 * newest model among equals, which come first.
 */
export function saidOf(rows: readonly Row[]): readonly Said[] {
  const best = new Map<string, Row>();
  for (const row of rows) {
    const other = best.get(row.predictionDate);
    if (!other || (RANK[row.origin] ?? 0) > (RANK[other.origin] ?? 0)) best.set(row.predictionDate, row);
  }
  return [...best.values()]
    .sort((a, b) => (a.predictionDate < b.predictionDate ? -1 : 1))
    .map((row) => ({
      ...row,
      outcome: row.predictionAccuracy === null ? 'open' : row.predictionAccuracy ? 'right' : 'wrong',
    }));
}
