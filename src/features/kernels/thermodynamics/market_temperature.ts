import { mean, populationSd } from '../core/statistics.ts';

/** Squared coefficient of variation: variance (ddof 0) over squared mean + 1e−10. */
export function marketTemperature(p: Float64Array): number {
  return populationSd(p) ** 2 / (mean(p) ** 2 + 1e-10);
}
