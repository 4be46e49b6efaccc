import { normalTail } from './normal_tail.ts';

/**
 * Φ⁻¹: the value that a standard normal stays below with this probability, by bisection on `normalTail`, so to a
 * relative 1e-6 or better. ±∞ at 1 and 0.
 */
export function normalQuantile(probability: number): number {
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability of a normal quantile must be in [0, 1], got ${probability}`);
  }
  // In the upper half 1 − p would lose digits of a p near 0; the tails mirror each other.
  if (probability < 0.5) return -upperQuantile(probability);
  return probability === 0.5 ? 0 : upperQuantile(1 - probability);
}

/** z ≥ 0 with P(Z ≥ z) = tail. */
function upperQuantile(tail: number): number {
  if (tail === 0) return Number.POSITIVE_INFINITY;
  let [low, high] = [0, 39];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalTail(middle) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
