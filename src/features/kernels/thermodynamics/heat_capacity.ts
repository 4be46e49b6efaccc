import { populationSd } from '../core/statistics.ts';

/** Relative change of the standard deviation (ddof 0) from the first to the second half; 0 if the first is constant. */
export function heatCapacity(p: Float64Array): number {
  const half = p.length / 2;
  const early = populationSd(p, 0, half);
  return early === 0 ? 0 : (populationSd(p, half) - early) / early;
}
