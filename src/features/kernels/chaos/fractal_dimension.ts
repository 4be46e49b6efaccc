import { clamp } from '../core/elementwise.ts';
import { slopeWeights } from '../core/regression.ts';

const STEPS = [1, 2, 3, 4, 5, 6] as const;
const SLOPE_ON_LOG_INVERSE_STEP = slopeWeights(Float64Array.from(STEPS, (k) => Math.log(1 / k)));

/**
 * Fractal dimension of a curve (Higuchi 1988): the slope of ln L(k) on ln(1/k), k = 1 … 6, clipped to 1…2, where L(k)
 * is the curve's mean length measured with steps of k bars; 1 if the curve has no length at some k.
 */
export function fractalDimension(p: Float64Array): number {
  let dimension = 0;
  for (let i = 0; i < STEPS.length; i++) {
    const length = curveLength(p, STEPS[i]);
    if (length === 0) return 1;
    dimension += SLOPE_ON_LOG_INVERSE_STEP[i] * Math.log(length);
  }
  return clamp(dimension, 1, 2);
}

/** Mean over the k possible offsets of the length in steps of k, scaled to the whole window. */
function curveLength(p: Float64Array, k: number): number {
  const span = p.length - 1;
  let total = 0;
  for (let offset = 0; offset < k; offset++) {
    const steps = Math.floor((span - offset) / k);
    let moves = 0;
    for (let i = 1; i <= steps; i++) moves += Math.abs(p[offset + i * k] - p[offset + (i - 1) * k]);
    total += (moves * span) / (steps * k) / k;
  }
  return total / k;
}
