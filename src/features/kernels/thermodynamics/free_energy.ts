import { entropy } from '../core/entropy.ts';
import { simpleReturns } from '../core/moves.ts';
import { largest, mean, populationSd, smallest } from '../core/statistics.ts';

const BINS = 10;

/**
 * U − σ·S of the simple returns in the window: U = window length · |mean|, σ = standard deviation (ddof 0), S = entropy
 * in nats of their histogram in ten equal bins from the smallest to the largest (left-closed, the last one closed).
 * U if σ = 0.
 */
export function freeEnergy(window: number): (p: Float64Array) => number {
  const returns = new Float64Array(window - 1);
  const z = new Float64Array(window - 1);
  const bins = new Float64Array(BINS);
  return (p) => {
    const average = mean(simpleReturns(p, returns));
    const sd = populationSd(returns);
    const internal = window * Math.abs(average);
    if (sd === 0) return internal;
    for (let j = 0; j < z.length; j++) z[j] = (returns[j] - average) / sd;
    histogram(z, bins);
    return internal - sd * entropy(bins);
  };
}

function histogram(x: Float64Array, bins: Float64Array): void {
  const low = smallest(x);
  const perUnit = bins.length / (largest(x) - low);
  bins.fill(0);
  for (let j = 0; j < x.length; j++) bins[Math.min(Math.floor((x[j] - low) * perUnit), bins.length - 1)]++;
}
