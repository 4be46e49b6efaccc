import { hash } from 'node:crypto';
import type { Bars } from './bars.ts';

const HASH_BYTES = 16;
const BAR_BYTES = 48;

/**
 * One hash per session that covers every bar up to and including it: h[t] = SHA-256(h[t−1] ‖ bar t), cut to 16
 * bytes, h[−1] = zeros; a bar is its epoch day, open, high, low, close and volume as little-endian doubles. Two
 * histories have the same hash at a session exactly when they agree in all bars up to it, so a stored result that is a
 * function of those bars is stale exactly when its hash differs.
 */
export function historyHashes(bars: Bars): Buffer[] {
  const block = Buffer.alloc(HASH_BYTES + BAR_BYTES);
  const { open, high, low, close, volume } = bars;
  return bars.dates.map((date, t) => {
    [Date.parse(date) / 86_400_000, open[t], high[t], low[t], close[t], volume[t]].forEach((value, i) => {
      block.writeDoubleLE(value, HASH_BYTES + 8 * i);
    });
    const digest = hash('sha256', block, 'buffer').subarray(0, HASH_BYTES);
    digest.copy(block);
    return digest;
  });
}
