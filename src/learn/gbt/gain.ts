import type { GbtParams } from './params.ts';

/** Sums over the rows of a node. */
export type GradientSums = { readonly gradient: number; readonly hessian: number };

/** What the L1 penalty leaves of a gradient sum: shrunk towards 0 by alpha, and 0 within it. */
export function softThreshold(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha;
  if (gradient < -alpha) return gradient + alpha;
  return 0;
}

/** Twice the loss that the best constant takes off a node: T(G)² / (H + λ). */
export function nodeScore(gradient: number, hessian: number, lambda: number, alpha: number): number {
  return softThreshold(gradient, alpha) ** 2 / (hessian + lambda);
}

/**
 * The margin that minimises a node's second-order loss: −T(G) / (H + λ) (Chen & Guestrin 2016, eq. 5), in float32. As
 * in XGBoost it is 0 where the hessian is below min_child_weight, which only a root can be.
 */
export function nodeWeight({ gradient, hessian }: GradientSums, params: GbtParams): number {
  if (hessian < params.min_child_weight || hessian <= 0) return 0;
  return Math.fround(-softThreshold(gradient, params.alpha) / (hessian + params.lambda));
}

/** Gradient and hessian (interleaved per row, see logistic.ts) summed over the given rows. */
export function sumGradients(gradients: Float32Array, rows: Int32Array): GradientSums {
  let gradient = 0;
  let hessian = 0;
  for (const row of rows) {
    gradient += gradients[2 * row];
    hessian += gradients[2 * row + 1];
  }
  return { gradient, hessian };
}
