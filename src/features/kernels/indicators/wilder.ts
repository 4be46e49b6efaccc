import { sum } from '../core/statistics.ts';

/**
 * Wilder's average (New Concepts in Technical Trading Systems, 1978) of a series that starts at index 1: first the mean
 * of x[1…period], then A + (x − A)/period.
 *
 * Not technicalindicators' WEMA, which gives the same values: the averages of gains and losses remember the first
 * stored bar, so each new bar costs four passes over the history, and there they were a third of its time
 * (0.20 ms a pass over 3,019 bars, against 0.02).
 */
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
