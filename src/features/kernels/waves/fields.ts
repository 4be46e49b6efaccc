import { gradient } from '../core/moves.ts';
import { mean, populationSd } from '../core/statistics.ts';

/** Root mean square of the price gradient, in price units. */
export function electricField(window: number): (p: Float64Array) => number {
  const slopes = new Float64Array(window);
  return (p) => {
    gradient(p, slopes);
    let squares = 0;
    for (let j = 0; j < window; j++) squares += slopes[j] * slopes[j];
    return Math.sqrt(squares / window);
  };
}

/** Mean of |standardised volume (ddof 0) · price gradient| from the second bar on; 0 if the volume is constant. */
export function magneticField(window: number): (p: Float64Array, v: Float64Array) => number {
  const slopes = new Float64Array(window);
  return (p, v) => {
    const sd = populationSd(v);
    if (sd === 0) return 0;
    const average = mean(v);
    gradient(p, slopes);
    let total = 0;
    for (let j = 1; j < window; j++) total += Math.abs(((v[j] - average) / sd) * slopes[j]);
    return total / (window - 1);
  };
}
