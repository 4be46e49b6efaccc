import { slopeWeights } from '../core/regression.ts';
import { largest } from '../core/statistics.ts';

/** Sample standard deviation (ddof 1) of the simple returns between the closes [from, to); 0 if they never moved. */
export function returnsSd(close: Float64Array, from: number, to: number): number {
  const count = to - from - 1;
  let total = 0;
  for (let i = from + 1; i < to; i++) total += close[i] / close[i - 1] - 1;
  const centre = total / count;
  let squares = 0;
  for (let i = from + 1; i < to; i++) squares += (close[i] / close[i - 1] - 1 - centre) ** 2;
  return Math.sqrt(squares / (count - 1));
}

/** Least-squares slope, per session, of the logarithm of `length` closes. */
export function logSlope(length: number): (close: Float64Array, from: number, to: number) => number {
  const weights = slopeWeights(Float64Array.from({ length }, (_, j) => j));
  return (close, from) => {
    let slope = 0;
    // Relative to the first close, so that a flat window has exactly slope 0.
    for (let j = 0; j < length; j++) slope += weights[j] * Math.log(close[from + j] / close[from]);
    return slope;
  };
}

/** The last close over the highest, 0…1. */
export function toHigh(close: Float64Array, from: number, to: number): number {
  return close[to - 1] / largest(close, from, to);
}
