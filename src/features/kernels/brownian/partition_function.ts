import { mean, populationSd, sum } from '../core/statistics.ts';

/**
 * −ln(Σ w·e^(−β|E|))/β: w = share of the volume (equal without volume), E = relative distance of the price from its
 * mean m, β = 1/(sd/m + 1e−10), ddof 0.
 */
export function partitionFunction(p: Float64Array, v: Float64Array): number {
  const average = mean(p);
  const beta = 1 / (populationSd(p) / average + 1e-10);
  const totalVolume = sum(v);
  let states = 0;
  for (let j = 0; j < p.length; j++) {
    const weight = totalVolume === 0 ? 1 / p.length : v[j] / totalVolume;
    states += weight * Math.exp(-beta * Math.abs((p[j] - average) / average));
  }
  return -Math.log(states) / beta;
}
