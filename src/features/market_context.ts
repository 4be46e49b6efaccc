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

/** The last day whose close of an index is known when the instrument's session of `day` ends. */
export function lastKnownDay(day: number, { sameSession }: Pick<IndexSeries, 'sameSession'>): number {
  return sameSession ? day : day - 1;
}

/**
 * For each session the position of the newest bar of the index that was known when the session ended: never a later
 * date, and an earlier one where the index's market closes later. −1 where there is none, or none recent enough.
 *
 * @param days day numbers of the instrument's sessions, ascending
 * @param indexDays day numbers of the index's sessions, ascending
 */
export function positionsAsOf(
  days: Float64Array,
  indexDays: Float64Array,
  index: Pick<IndexSeries, 'sameSession'>,
): Int32Array {
  const positions = new Int32Array(days.length);
  let next = 0;
  for (let t = 0; t < days.length; t++) {
    const end = lastKnownDay(days[t], index);
    while (next < indexDays.length && indexDays[next] <= end) next++;
    positions[t] = next > 0 && days[t] - indexDays[next - 1] <= LONGEST_SILENCE_DAYS ? next - 1 : -1;
  }
  return positions;
}
