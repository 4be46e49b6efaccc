import type { FeatureCompute } from './feature.ts';
import { overWindowPairs, overWindows } from './kernels/core/windows.ts';
import { logClose } from './shared_series.ts';

/*
 * Ways to compute a feature that is a measure of the last `length` bars. The measure, with its tables and buffers, is
 * made once when the registry is loaded and serves all runs: the engine drops the optimised code of functions that do
 * not outlive a garbage collection, which would make every few runs take twice as long.
 */

export function overCloses(length: number, measure: (p: Float64Array) => number): FeatureCompute {
  return (s) => overWindows(s.close, length, measure);
}

export function overLogCloses(length: number, measure: (logPrice: Float64Array) => number): FeatureCompute {
  return (s) => overWindows(logClose(s), length, measure);
}

export function overClosesAndVolumes(
  length: number,
  measure: (p: Float64Array, v: Float64Array) => number,
): FeatureCompute {
  return (s) => overWindowPairs(s.close, s.volume, length, measure);
}
