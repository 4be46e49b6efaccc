import { hash } from 'node:crypto';
import { dayNumber, nextSession } from '../dates.ts';
import type { FeatureInputs } from './feature_inputs.ts';
import { type IndexSeries, isKnownAt } from './market_context.ts';

const HASH_BYTES = 16;
const HASH_DOUBLES = HASH_BYTES / 8;

/**
 * One hash per session that covers every input known at it: h[t] = SHA-256(h[t−1] ‖ what session t added), cut to 16
 * bytes, h[−1] = zeros. A session adds its bar (day, open, high, low, close, volume), the day of the next session that
 * the calendar expects, the bars of each context index that have become known since the session before, and what each
 * column of a user's table said; all as doubles, little-endian on every platform there is a package for. Two histories have the same hash at a session
 * exactly when they agree in all inputs up to it, so a stored row is stale exactly when its hash differs.
 */
export function inputHashes({ bars, holidays, context, sources = [] }: FeatureInputs): Buffer[] {
  const { dates, open, high, low, close, volume } = bars;
  const feeds = context.flatMap((index) => [feedOf(index), feedOf(index?.impliedVolatility)]);
  // The first session may take in whole indices, so there is room for all of them.
  const room = feeds.reduce((total, feed) => total + feed.room, HASH_DOUBLES + 7 + sources.length);
  const block = new Float64Array(room);
  const bytes = Buffer.from(block.buffer);
  // All stand in one piece of memory: thousands that are each their own take longer to make, and to let go.
  const hashes = Buffer.alloc(HASH_BYTES * dates.length);
  return dates.map((date, t) => {
    const day = dayNumber(date);
    let end = HASH_DOUBLES;
    block[end++] = day;
    block[end++] = open[t];
    block[end++] = high[t];
    block[end++] = low[t];
    block[end++] = close[t];
    block[end++] = volume[t];
    block[end++] = nextSession(day, holidays);
    for (const feed of feeds) end = feed.writeNews(date, block, end);
    for (const { values } of sources) block[end++] = Number.isNaN(values[t]) ? Number.NaN : values[t] + 0;
    const digest = hashes.subarray(HASH_BYTES * t, HASH_BYTES * (t + 1));
    hash('sha256', bytes.subarray(0, 8 * end), 'buffer').copy(digest);
    digest.copy(bytes);
    return digest;
  });
}

/**
 * Hands out each bar of an index once, when it becomes known: their number, then day and close of each. An empty slot
 * says −1.
 */
type Feed = {
  /** Most doubles it writes at once. */
  readonly room: number;
  /** Writes from `at` on what has become known at the instrument's session of `date`; answers where it ended. */
  readonly writeNews: (date: string, block: Float64Array, at: number) => number;
};

const EMPTY_SLOT: Feed = {
  room: 1,
  writeNews(_, block, at) {
    block[at] = -1;
    return at + 1;
  },
};

function feedOf(index: IndexSeries | undefined): Feed {
  if (index === undefined) return EMPTY_SLOT;
  let next = 0;
  return {
    room: 1 + 2 * index.dates.length,
    writeNews(date, block, at) {
      let end = at + 1;
      for (; next < index.dates.length && isKnownAt(date, index.dates[next], index); next++) {
        block[end++] = dayNumber(index.dates[next]);
        block[end++] = index.close[next];
      }
      block[at] = (end - at - 1) / 2;
      return end;
    },
  };
}
