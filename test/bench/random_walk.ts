import type { Bars } from '../../src/bars.ts';
import { createRandom } from '../../src/random.ts';
import { weekdays } from '../features/support.ts';

/** Seeded bars of `sessions` weekdays: a geometric random walk with 1.5 % a day, gaps, ranges and whole volumes. */
export function randomWalk(sessions: number, seed: number, stream = 0): Bars {
  const { next } = createRandom(seed, stream);
  // The sum of twelve uniforms is close to normal, and the same on every machine.
  const normal = () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += next();
    return sum;
  };
  const field = () => new Float64Array(sessions);
  const bars = {
    dates: weekdays(sessions),
    open: field(),
    high: field(),
    low: field(),
    close: field(),
    volume: field(),
  };
  let previous = 100;
  for (let t = 0; t < sessions; t++) {
    bars.open[t] = previous * Math.exp(0.004 * normal());
    bars.close[t] = bars.open[t] * Math.exp(0.0145 * normal());
    bars.high[t] = Math.max(bars.open[t], bars.close[t]) * (1 + 0.01 * next());
    bars.low[t] = Math.min(bars.open[t], bars.close[t]) * (1 - 0.01 * next());
    bars.volume[t] = Math.round(1e6 * Math.exp(0.4 * normal()));
    previous = bars.close[t];
  }
  return bars;
}
