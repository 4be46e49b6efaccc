import { HORIZON_SESSIONS } from '../../horizon.ts';
import { runningSums } from '../../running_sums.ts';

/** Thirteen weeks, so that the weekday is the same. */
const DAYS_PER_QUARTER = 91;

/** A move that is so many times the usual one is an event; how many times more says nothing. */
const LARGEST_EVENT = 30;
const SMALLEST_MEAN = 0.05;

/** Days that an instrument must have been known before the sessions that are looked back on. */
const DAYS_BEFORE = 70;

/**
 * How much an instrument moved in the seven sessions that lie whole quarters before the coming seven, relative to how
 * much it used to move at the time, in logarithms: reports come at about the same time of each quarter. The forecast for
 * the sessions after t looks at those after the day 91, 182, 273 or 364 days before t; all of them lie before t.
 * Edge: 0, which says "as usual", where the history does not reach so far back.
 * @param days of the sessions, ascending
 * @param squaredMove of a session
 * @param usual variance per session as of a session
 */
export function quarterlyMoves(
  days: Float64Array,
  squaredMove: (t: number) => number,
  usual: (t: number) => number,
): (t: number, quarter: number) => number {
  const events = runningSums(days.length, (t) => {
    const ratio = t < 2 ? 1 : squaredMove(t) / usual(t - 1);
    return Number.isNaN(ratio) ? 1 : Math.min(ratio, LARGEST_EVENT);
  });
  // Days ascend, so each quarter's place only moves forward where sessions are asked in order.
  const places = new Int32Array(5);
  return (t, quarter) => {
    const day = days[t] - DAYS_PER_QUARTER * quarter;
    if (!(day >= days[0] + DAYS_BEFORE)) return 0;
    let from = places[quarter];
    while (days[from] <= day) from++;
    places[quarter] = from;
    const to = Math.min(from + HORIZON_SESSIONS, t + 1);
    return Math.log(Math.max((events[to] - events[from]) / (to - from), SMALLEST_MEAN));
  };
}
