import { sum } from './statistics.ts';

/**
 * Shannon entropy in nats of non-negative weights, −Σ q·ln(q + floor) with q = weight / total; 0 if the total is 0.
 * The small floor is part of the definition: it lets an empty cell count as 0 without a branch.
 */
export function entropy(weights: Float64Array, floor = 1e-10): number {
  const total = sum(weights);
  if (total === 0) return 0;
  let result = 0;
  for (let i = 0; i < weights.length; i++) {
    const share = weights[i] / total;
    result -= share * Math.log(share + floor);
  }
  return result;
}
