import { sum } from '../core/statistics.ts';

/*
 * Wilder's averages (New Concepts in Technical Trading Systems, 1978). They remember the first stored bar, so every new
 * bar costs a pass over the whole history: technicalindicators' WEMA and ATR, which give the same bits, take ten times
 * as long for it.
 */

/** Wilder's average of a series that starts at index 1: first the mean of x[1…period], then A + (x − A)/period. */
export function wilderAverage(x: Float64Array, period: number): Float64Array {
  const out = new Float64Array(x.length).fill(Number.NaN);
  if (period >= x.length) return out;
  const weight = 1 / period;
  let average = sum(x, 1, period + 1) / period;
  out[period] = average;
  for (let t = period + 1; t < x.length; t++) {
    average += (x[t] - average) * weight;
    out[t] = average;
  }
  return out;
}

/** Average true range, first value at bar `period`. */
export function averageTrueRange(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): Float64Array {
  const ranges = new Float64Array(close.length);
  for (let t = 1; t < close.length; t++) ranges[t] = trueRange(high[t], low[t], close[t - 1]);
  return wilderAverage(ranges, period);
}

export function trueRange(high: number, low: number, previousClose: number): number {
  return Math.max(high - low, Math.abs(high - previousClose), Math.abs(low - previousClose));
}
