import { hash } from 'node:crypto';
import { dayNumber, nextSession } from './dates.ts';
import type { FeatureInputs } from './feature_inputs.ts';
import { type IndexSeries, lastKnownDay } from './market_context.ts';

const HASH_BYTES = 16;

/**
 * One hash per session that covers every input known at it: h[t] = SHA-256(h[t−1] ‖ what session t added), cut to 16
 * bytes, h[−1] = zeros. A session adds its bar (day, open, high, low, close, volume), the day of the next session that
 * the calendar expects, and the bars of each context index that have become known since the session before; all as
 * little-endian doubles. Two histories have the same hash at a session exactly when they agree in all inputs up to
 * it, so a stored row is stale exactly when its hash differs.
 */
export function inputHashes({ bars, holidays, context }: FeatureInputs): Buffer[] {
  const { open, high, low, close, volume } = bars;
  const feeds = context.flatMap((index) => [feedOf(index), feedOf(index?.impliedVolatility)]);
  let previous = Buffer.alloc(HASH_BYTES);
  return bars.dates.map((date, t) => {
    const day = dayNumber(date);
    const added = [day, open[t], high[t], low[t], close[t], volume[t], nextSession(day, holidays)];
    for (const addNews of feeds) addNews(day, added);
    const block = Buffer.alloc(HASH_BYTES + 8 * added.length);
    previous.copy(block);
    added.forEach((value, i) => {
      block.writeDoubleLE(value, HASH_BYTES + 8 * i);
    });
    previous = hash('sha256', block, 'buffer').subarray(0, HASH_BYTES);
    return previous;
  });
}

/**
 * Hands out each bar of an index once, when it becomes known: their number, then day and close of each. An empty slot
 * says −1.
 */
function feedOf(index: IndexSeries | undefined): (day: number, added: number[]) => void {
  if (index === undefined) return (_, added) => added.push(-1);
  let next = 0;
  return (day, added) => {
    const end = lastKnownDay(day, index);
    const countAt = added.push(0) - 1;
    for (; next < index.dates.length; next++) {
      const indexDay = dayNumber(index.dates[next]);
      if (indexDay > end) break;
      added.push(indexDay, index.close[next]);
      added[countAt]++;
    }
  };
}
