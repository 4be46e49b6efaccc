import { differences } from '../core/moves.ts';
import { populationSd, sum } from '../core/statistics.ts';

const HORIZONS = [2, 4, 8] as const;

/**
 * Distance from a random walk: |mean variance ratio − 1| (Lo & MacKinlay 1988) over horizons of 2, 4 and 8 bars. The
 * ratio is the variance (ddof 0) of sums over non-overlapping blocks of k log returns, counted from the oldest, over k
 * times the variance of one. 0 if the log returns are constant.
 */
export function randomWalkDeviation(window: number): (logPrice: Float64Array) => number {
  const returns = new Float64Array(window - 1);
  const blocks = new Float64Array(Math.floor((window - 1) / HORIZONS[0]));
  return (logPrice) => {
    const variance = populationSd(differences(logPrice, returns)) ** 2;
    if (variance === 0) return 0;
    let total = 0;
    for (const k of HORIZONS) {
      const count = Math.floor(returns.length / k);
      for (let i = 0; i < count; i++) blocks[i] = sum(returns, i * k, (i + 1) * k);
      total += populationSd(blocks, 0, count) ** 2 / (k * variance);
    }
    return Math.abs(total / HORIZONS.length - 1);
  };
}
