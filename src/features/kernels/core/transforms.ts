import { clamp } from './elementwise.ts';

/** Keeps the logarithm of a value that may be 0 finite; part of the features' definitions. */
const TINY = 1e-8;
const LAMBDA = 0.25;

/** ln(x + 1e−8) for x ≥ 0. */
export function logOfNonNegative(x: number): number {
  return Math.log(x + TINY);
}

/** Box–Cox transform of x > 0 with the fixed λ = 0.25 (a fitted λ would look at the future). */
export function boxCox(x: number): number {
  return (x ** LAMBDA - 1) / LAMBDA;
}

/** Log odds of a percentage: ln((x + 1e−8)/(100 − x + 1e−8)), x clipped to 0…100. */
export function logOdds(percent: number): number {
  const x = clamp(percent, 0, 100);
  return Math.log((x + TINY) / (100 - x + TINY));
}

export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
