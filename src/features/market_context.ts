import { dayNumber } from '../dates.ts';

/** Closes of one index by session, oldest first, no session twice. */
export type IndexSeries = {
  /** ISO session dates in the index's own time zone. */
  readonly dates: readonly string[];
  readonly close: Float64Array;
  /**
   * Whether the close of a date is known when the instrument's session of the same date ends. False for an index
   * whose market closes later: then only earlier dates may be looked at.
   */
  readonly sameSession: boolean;
};

/** An index beside which an instrument is seen. */
export type ContextIndex = IndexSeries & {
  readonly symbol: string;
  /** Its volatility index in percent per year (such as the VIX), where there is one. */
  readonly impliedVolatility?: IndexSeries;
};

/** The indices of an instrument's market by slot; an empty slot is undefined. */
export type MarketContext = readonly (ContextIndex | undefined)[];

/**
 * As many indices as a feature set has columns for: index_1_… to index_4_…. SQL says the same in the constraint
 * slot_between_1_and_4 and in view market_context.
 */
export const CONTEXT_SLOTS = 4;

/** So many closes of an index, its own sessions, the longest context feature looks back on. */
export const LONGEST_INDEX_LOOKBACK = 200;

/** An index that has not traded for longer says nothing about today: a stale series counts as absent. */
const LONGEST_SILENCE_DAYS = 10;

/** Whether an index's close of `indexDate` is known when the instrument's session of `date` ends; ISO dates. */
export function isKnownAt(date: string, indexDate: string, { sameSession }: Pick<IndexSeries, 'sameSession'>): boolean {
  return sameSession ? indexDate <= date : indexDate < date;
}

/**
 * For each session the position of the newest bar of the index that was known when the session ended: never a later
 * date, and an earlier one where the index's market closes later. −1 where there is none, or none recent enough.
 *
 * @param dates the instrument's sessions as ISO dates, ascending
 */
export function positionsAsOf(dates: readonly string[], index: IndexSeries): Int32Array {
  const positions = new Int32Array(dates.length);
  // ISO dates sort as text. The start is searched for, so that one row does not cost a walk along the index.
  let next = dates.length > 0 ? knownBefore(index, dates[0]) : 0;
  for (let t = 0; t < dates.length; t++) {
    while (next < index.dates.length && isKnownAt(dates[t], index.dates[next], index)) next++;
    const isRecent = next > 0 && dayNumber(dates[t]) - dayNumber(index.dates[next - 1]) <= LONGEST_SILENCE_DAYS;
    positions[t] = isRecent ? next - 1 : -1;
  }
  return positions;
}

/** How many sessions of an index are known when the instrument's session of this date ends, by bisection. */
function knownBefore(index: IndexSeries, date: string): number {
  let low = 0;
  let high = index.dates.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isKnownAt(date, index.dates[middle], index)) low = middle + 1;
    else high = middle;
  }
  return low;
}
