import { mean } from '../core/statistics.ts';

/**
 * Exponential moving average as TA-Lib seeds it. The series has its first value at index `first`; the average starts
 * at first + period − 1 with the plain mean of `period` values, then E[t] = E[t−1] + 2/(period+1)·(x[t] − E[t−1]).
 *
 * Not technicalindicators' EMA: it skips a seed that is exactly 0, so the MACD signal of a flat price never starts.
 */
export function ema(x: Float64Array, period: number, first = 0): Float64Array {
  const out = new Float64Array(x.length).fill(Number.NaN);
  const seed = first + period - 1;
  if (seed >= x.length) return out;
  const alpha = 2 / (period + 1);
  let average = mean(x, first, seed + 1);
  out[seed] = average;
  for (let t = seed + 1; t < x.length; t++) {
    average += alpha * (x[t] - average);
    out[t] = average;
  }
  return out;
}
