import { HORIZON_SESSIONS } from '../../horizon.ts';

/**
 * Share of rises among the labels that are known at each of these sessions, by Laplace's rule: it is never sure.
 * @param positions of the sessions among the closes
 */
export function pastShares(closes: ArrayLike<number>, positions: ArrayLike<number>): Float64Array {
  const risesBefore = new Int32Array(closes.length + 1);
  for (let t = 0; t < closes.length; t++) {
    risesBefore[t + 1] = risesBefore[t] + (closes[t + HORIZON_SESSIONS] > closes[t] ? 1 : 0);
  }
  return Float64Array.from(positions, (t) => {
    const known = Math.max(0, t - HORIZON_SESSIONS);
    return (risesBefore[known] + 1) / (known + 2);
  });
}

/**
 * Where judged sessions stand among the bars.
 * @throws RangeError naming the session that has none
 */
export function positionsAmong(dates: readonly string[], sessions: readonly string[], asker: string): number[] {
  const position = new Map(dates.map((date, t) => [date, t]));
  return sessions.map((session) => {
    const t = position.get(session);
    if (t === undefined) throw new RangeError(`${asker}: session ${session} has no bar`);
    return t;
  });
}
