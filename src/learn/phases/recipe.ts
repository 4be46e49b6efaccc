import type { Params } from '../family.ts';

/**
 * Labels overlap for seven sessions: one session in seven has nearly all there is to know, in a seventh of the time.
 * Three models are averaged, each learned from other days: so many seeds, too.
 */
const TREES = {
  n_estimators: 100,
  eta: 0.03,
  lambda: 5,
  subsample: 0.5,
  colsample_bytree: 0.1,
  max_bin: 64,
  stride: 7,
  phases: 3,
};

/**
 * Configurations that were chosen on design data, and are not searched: a search over folds chose worse ones
 * (docs/reference/research.md). Shallow ones for a direction by own prices, deep ones for what knows the market and for
 * the relative label. `stride` and `phases` are of `learnInPhases`, the others of each of its models.
 */
export const SHALLOW = { ...TREES, max_depth: 4, min_child_weight: 100 };
export const DEEP = { ...TREES, max_depth: 6, min_child_weight: 50 };

/** In a small pool a leaf needs a sixteenth of the rows at most: for probabilities near one half, four rows weigh 1. */
export function fitting({ min_child_weight = 1, ...others }: Params, rows: number): Params {
  return { ...others, min_child_weight: Math.min(min_child_weight, rows / 64) };
}
