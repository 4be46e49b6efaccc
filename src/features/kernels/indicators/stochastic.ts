import { largest, smallest } from '../core/statistics.ts';

/**
 * Raw stochastic %K: 100·(close − lowest low)/(highest high − lowest low) over the last `period` bars; 0 if the range
 * is 0.
 * Not technicalindicators' Stochastic, which answers Infinity where the range is 0 and the close lies outside it.
 */
export function stochastic(high: Float64Array, low: Float64Array, close: Float64Array, period: number): Float64Array {
  const out = new Float64Array(close.length).fill(Number.NaN);
  for (let t = period - 1; t < close.length; t++) {
    const bottom = smallest(low, t - period + 1, t + 1);
    const range = largest(high, t - period + 1, t + 1) - bottom;
    out[t] = range === 0 ? 0 : (100 * (close[t] - bottom)) / range;
  }
  return out;
}

/**
 * Williams %R: −100·(highest high − close)/(highest high − lowest low) over the last `period` bars; 0 if the range is 0.
 * Not technicalindicators' WilliamsR, which answers NaN where the range is 0.
 */
export function williamsR(high: Float64Array, low: Float64Array, close: Float64Array, period: number): Float64Array {
  const out = new Float64Array(close.length).fill(Number.NaN);
  for (let t = period - 1; t < close.length; t++) {
    const top = largest(high, t - period + 1, t + 1);
    const range = top - smallest(low, t - period + 1, t + 1);
    out[t] = range === 0 ? 0 : (-100 * (top - close[t])) / range;
  }
  return out;
}
