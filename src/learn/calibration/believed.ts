import type { Calibration } from './calibration.ts';

/**
 * How much of the log-odds of declared trees is said; the rest is the base rate of the pool before. What trees find in a
 * few thousand weeks is mostly luck, and said in full it costs more than it tells (docs/reference/research.md).
 */
const BELIEVED = 0.25;

/** Log-odds of a rise among labels that are known; never infinite. */
export const baseLogOdds = (rises: number, falls: number): number => Math.log((rises + 1) / (falls + 1));

/** The correction that says what is believed. @param base log-odds of the base rate */
export const believed = (base: number): Extract<Calibration, { method: 'platt' }> => ({
  method: 'platt',
  slope: BELIEVED,
  intercept: (1 - BELIEVED) * base,
});
