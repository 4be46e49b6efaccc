import type { GbtParams } from './params.ts';

/** Sums over the rows of a node. */
export type GradientSums = { readonly gradient: number; readonly hessian: number };

/** What the L1 penalty leaves of a gradient sum: shrunk towards 0 by alpha, and 0 within it. */
function softThreshold(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha;
  if (gradient < -alpha) return gradient + alpha;
  return 0;
}

/**
 * Twice the loss that the best constant w takes off a node: T(G)² / (H + λ), or with max_delta_step, where |w| is capped,
 * −(2 G w + (H + λ) w²). As in XGBoost the latter leaves out the penalty α|w|, and every step is rounded to float32.
 */
export function nodeScore({ gradient, hessian }: GradientSums, params: GbtParams): number {
  const { lambda, alpha, max_delta_step } = params;
  const float = Math.fround;
  if (max_delta_step === 0) return float(float(softThreshold(gradient, alpha) ** 2) / float(hessian + lambda));
  const weight = float(cappedWeight(gradient, hessian + lambda, params));
  return -float(float(2 * float(gradient) * weight) + float(float(float(hessian) + lambda) * float(weight * weight)));
}

/**
 * The margin that minimises a node's second-order loss: −T(G) / (H + λ) (Chen & Guestrin 2016, eq. 5), at most
 * max_delta_step away from 0 unless that is 0, in float32. As in XGBoost it is 0 where the hessian is below
 * min_child_weight, which only a root can be.
 */
export function nodeWeight({ gradient, hessian }: GradientSums, params: GbtParams): number {
  if (hessian < params.min_child_weight || hessian <= 0) return 0;
  return Math.fround(cappedWeight(gradient, hessian + params.lambda, params));
}

function cappedWeight(gradient: number, damped: number, { alpha, max_delta_step }: GbtParams): number {
  const weight = -softThreshold(gradient, alpha) / damped;
  if (max_delta_step === 0) return weight;
  return Math.max(-max_delta_step, Math.min(max_delta_step, weight));
}

/** Sum of the given pairs of gradient and hessian. */
export function sumPairs(pairs: Float64Array): GradientSums {
  let gradient = 0;
  let hessian = 0;
  for (let i = 0; i < pairs.length; i += 2) {
    gradient += pairs[i];
    hessian += pairs[i + 1];
  }
  return { gradient, hessian };
}
