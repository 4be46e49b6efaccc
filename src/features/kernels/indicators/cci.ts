import { mean, meanDeviation } from '../core/statistics.ts';

/**
 * Commodity channel index (Lambert 1980): (tp − a)/(0.015·d) with a the mean and d the mean absolute deviation of the
 * last `period` typical prices; 0 if d = 0.
 * Not technicalindicators' CCI, which answers NaN for a flat window.
 */
export function cci(typicalPrice: Float64Array, period: number): Float64Array {
  const out = new Float64Array(typicalPrice.length).fill(Number.NaN);
  for (let t = period - 1; t < typicalPrice.length; t++) {
    const centre = mean(typicalPrice, t - period + 1, t + 1);
    const deviation = meanDeviation(typicalPrice, t - period + 1, t + 1);
    out[t] = deviation === 0 ? 0 : (typicalPrice[t] - centre) / (0.015 * deviation);
  }
  return out;
}
