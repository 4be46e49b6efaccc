/**
 * P(Z ≥ z) of a standard normal Z, with a relative error below 1.2e-7 in both tails.
 *
 * Source: Press et al. (1992), Numerical Recipes in C, 2nd ed., §6.2, the Chebyshev fit of erfc; P = erfc(z / √2) / 2.
 */
export function normalTail(z: number): number {
  const x = Math.abs(z) / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const tail = (t * Math.exp(-x * x + COEFFICIENTS.reduceRight((sum, coefficient) => sum * t + coefficient, 0))) / 2;
  return z >= 0 ? tail : 1 - tail;
}

const COEFFICIENTS = [
  -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
  0.17087277,
];
