import { entropy } from '../core/entropy.ts';
import { differences } from '../core/moves.ts';
import { populationSd, sum } from '../core/statistics.ts';

/**
 * Entropy in nats of price changes, weighted by the volume of the bar that brought them, over the bins [−3s, −s),
 * [−s, 0), [0, s), [s, 3s], s = their standard deviation (ddof 0). Larger changes are left out; equal weights without
 * volume; 0 if s = 0 or no change falls in a bin.
 */
export function marketEntropy(window: number): (p: Float64Array, v: Float64Array) => number {
  const changes = new Float64Array(window - 1);
  const bins = new Float64Array(4);
  return (p, v) => {
    const s = populationSd(differences(p, changes));
    if (s === 0) return 0;
    const hasVolume = sum(v, 1) > 0;
    bins.fill(0);
    for (let j = 0; j < changes.length; j++) {
      if (Math.abs(changes[j]) > 3 * s) continue;
      bins[binOf(changes[j], s)] += hasVolume ? v[j + 1] : 1;
    }
    return entropy(bins);
  };
}

function binOf(change: number, s: number): number {
  if (change < 0) return change < -s ? 0 : 1;
  return change < s ? 2 : 3;
}
