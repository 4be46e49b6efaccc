import { mean, populationSd } from '../core/statistics.ts';

export type Bands = { upper: Float64Array; middle: Float64Array; lower: Float64Array };

/**
 * Bollinger bands: mean ± 2 population standard deviations (ddof 0) of the last `period` values.
 * Not technicalindicators' BollingerBands: its sliding sum can leave a flat window bands of a rounding error's width,
 * and a position of NaN where the width is 0.
 */
export function bollingerBands(x: Float64Array, period: number): Bands {
  const upper = new Float64Array(x.length).fill(Number.NaN);
  const middle = new Float64Array(x.length).fill(Number.NaN);
  const lower = new Float64Array(x.length).fill(Number.NaN);
  for (let t = period - 1; t < x.length; t++) {
    const centre = mean(x, t - period + 1, t + 1);
    const halfWidth = 2 * populationSd(x, t - period + 1, t + 1);
    upper[t] = centre + halfWidth;
    middle[t] = centre;
    lower[t] = centre - halfWidth;
  }
  return { upper, middle, lower };
}
