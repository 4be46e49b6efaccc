import type { Params } from '../family.ts';

/** Every combination of the given values, the last name varying fastest. */
export function combinations(values: Readonly<Record<string, readonly number[]>>): Params[] {
  return Object.entries(values).reduce<Params[]>(
    (found, [name, options]) => found.flatMap((params) => options.map((value) => ({ ...params, [name]: value }))),
    [{}],
  );
}

/** The grid of the system this one succeeds, under XGBoost's short names (reg_alpha is alpha, learning_rate eta): 192. */
export const QUICK = combinations({
  n_estimators: [200, 400],
  max_depth: [6, 8, 10],
  eta: [0.1, 0.15],
  subsample: [0.8, 0.9],
  colsample_bytree: [0.8, 0.9],
  alpha: [0, 0.1],
  lambda: [1, 1.5],
});

/**
 * 6,912 combinations that hold `quick` and the shallow, strongly regularised trees that noise calls for. Meant for
 * random search and successive halving.
 */
export const FULL = combinations({
  n_estimators: [200, 400],
  max_depth: [2, 3, 4, 6, 8, 10],
  eta: [0.03, 0.05, 0.1, 0.15],
  subsample: [0.8, 0.9],
  colsample_bytree: [0.3, 0.5, 0.8, 0.9],
  alpha: [0, 0.1],
  lambda: [1, 1.5, 5],
  min_child_weight: [1, 10, 30],
});

/**
 * For the rows of many instruments. Those of one session tell one story, and labels overlap for seven sessions, so thirty
 * instruments have some two hundred rows for each independent outcome of their market: a leaf must hold hundreds of
 * rows, and a tree sees half of the rows and few of the columns. `default` would fit single weeks.
 * What research measures beside what is declared: a large pool's trees are not searched (../phases/recipe.ts).
 */
const POOLED_TREES = { subsample: 0.5, lambda: 5, max_bin: 64 };
export const POOLED: readonly Params[] = [
  { ...POOLED_TREES, max_depth: 2, eta: 0.05, min_child_weight: 100, colsample_bytree: 0.3 },
  { ...POOLED_TREES, max_depth: 2, eta: 0.03, min_child_weight: 300, colsample_bytree: 0.1 },
  { ...POOLED_TREES, max_depth: 3, eta: 0.03, min_child_weight: 100, colsample_bytree: 0.1 },
  { ...POOLED_TREES, max_depth: 4, eta: 0.03, min_child_weight: 100, colsample_bytree: 0.1 },
  { ...POOLED_TREES, max_depth: 4, eta: 0.03, min_child_weight: 300, colsample_bytree: 0.3 },
];

/**
 * Small, strongly regularised trees: daily returns hold little signal, and a deep tree finds some in any noise. A leaf
 * of min_child_weight 10 holds at least 40 rows. One max_bin for all, so that one binned matrix serves the whole search.
 */
const COMMON = { subsample: 0.8, lambda: 5, max_bin: 64 };
export const DEFAULT: readonly Params[] = [
  { ...COMMON, max_depth: 2, eta: 0.05, min_child_weight: 10, colsample_bytree: 0.5 },
  { ...COMMON, max_depth: 2, eta: 0.1, min_child_weight: 20, colsample_bytree: 0.8 },
  { ...COMMON, max_depth: 3, eta: 0.05, min_child_weight: 10, colsample_bytree: 0.5 },
  { ...COMMON, max_depth: 3, eta: 0.03, min_child_weight: 30, colsample_bytree: 0.3 },
  { ...COMMON, max_depth: 4, eta: 0.03, min_child_weight: 20, colsample_bytree: 0.3 },
];
