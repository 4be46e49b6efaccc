import { z } from 'zod';

/**
 * Parameters of a boosted model under XGBoost's own names, ranges and defaults, so that a row of the trial ledger can be
 * pasted into any XGBoost binding. Two differences: `base_score` left out means the training rows' share of positives
 * (XGBoost before 2.0: 0.5), and `max_depth` is bounded, because an unbounded tree on a few thousand daily returns is
 * never meant.
 */
const gbtParamsSchema = z.strictObject({
  /** Deepest split: a tree has at most 2^max_depth leaves. */
  max_depth: z.int().min(1).max(16).default(6),
  /** Shrinkage of every leaf weight. */
  eta: z.number().gt(0).max(1).default(0.3),
  /** L2 penalty on leaf weights. */
  lambda: z.number().min(0).default(1),
  /** L1 penalty on leaf weights. */
  alpha: z.number().min(0).default(0),
  /** Smallest gain worth a split. */
  gamma: z.number().min(0).default(0),
  /** Smallest sum of hessians in a child; for a probability near one half, four rows weigh 1. */
  min_child_weight: z.number().min(0).default(1),
  /** Share of rows each tree sees, drawn without replacement. */
  subsample: z.number().gt(0).max(1).default(1),
  /** Share of columns each tree sees. */
  colsample_bytree: z.number().gt(0).max(1).default(1),
  /** Weight of a positive row relative to a negative one. */
  scale_pos_weight: z.number().gt(0).default(1),
  /** Most bins per column. */
  max_bin: z.int().min(2).max(4096).default(256),
  /** Probability before the first tree. */
  base_score: z.number().gt(0).lt(1).optional(),
});

export type GbtParams = z.output<typeof gbtParamsSchema>;

/** Any subset of the parameters, checked, the rest filled with defaults. Unknown names are refused, not ignored. */
export function parseGbtParams(input: unknown): GbtParams {
  const parsed = gbtParamsSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RangeError(`xgboost parameters: ${['', ...issue.path].join('.').slice(1) || '(all)'}: ${issue.message}`);
}
