import { z } from 'zod';

/**
 * Parameters of a boosted model under XGBoost's own names, ranges and defaults, so that a row of the trial ledger can be
 * pasted into any XGBoost binding. Two differences: `base_score` left out means the training rows' share of positives
 * (XGBoost before 2.0: 0.5), and trees are bounded, because an unbounded tree on a few thousand daily returns is never
 * meant: by `max_depth`, or where that is 0 (no limit) by `max_leaves`.
 */
const gbtParamsSchema = z.strictObject({
  /** Deepest split: a tree has at most 2^max_depth leaves. 0 for no limit, which needs lossguide and max_leaves. */
  max_depth: z.int().min(0).max(16).default(6),
  /** Which split comes first: those of the upper levels, or the one with the largest gain. */
  grow_policy: z.enum(['depthwise', 'lossguide']).default('depthwise'),
  /** Most leaves; 0 for no limit. */
  max_leaves: z.int().min(0).default(0),
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
  /** Largest margin a leaf may have before shrinkage; 0 for no limit. Helps where one class is rare. */
  max_delta_step: z.number().min(0).default(0),
  /** Share of rows each tree sees, drawn without replacement. */
  subsample: z.number().gt(0).max(1).default(1),
  /** Share of columns each tree sees. */
  colsample_bytree: z.number().gt(0).max(1).default(1),
  /** Share of the tree's columns that each depth may split by. */
  colsample_bylevel: z.number().gt(0).max(1).default(1),
  /** Share of the depth's columns that each node may split by. */
  colsample_bynode: z.number().gt(0).max(1).default(1),
  /** Weight of a positive row relative to a negative one. */
  scale_pos_weight: z.number().gt(0).default(1),
  /** Most bins per column. */
  max_bin: z.int().min(2).max(4096).default(256),
  /** Probability before the first tree. */
  base_score: z.number().gt(0).lt(1).optional(),
});

export type GbtParams = z.output<typeof gbtParamsSchema>;

/** Other names that XGBoost's bindings accept. */
const ALIASES: Readonly<Record<string, string>> = {
  learning_rate: 'eta',
  reg_alpha: 'alpha',
  reg_lambda: 'lambda',
  min_split_loss: 'gamma',
};

/** Every name that `parseGbtParams` takes. */
export const GBT_PARAMETERS: readonly string[] = [...Object.keys(gbtParamsSchema.shape), ...Object.keys(ALIASES)];

/**
 * Any subset of the parameters, under their names or aliases, checked, the rest filled with defaults. Unknown names are
 * refused, not ignored, and so are two names for one parameter.
 * @throws ParameterError
 */
export function parseGbtParams(input: unknown): GbtParams {
  const params = check(gbtParamsSchema, withoutAliases(input, ALIASES));
  if (params.max_depth === 0 && (params.grow_policy !== 'lossguide' || params.max_leaves === 0)) {
    throw new ParameterError('max_depth', '0 (no limit) needs grow_policy lossguide and max_leaves above 0');
  }
  return params;
}

/** A parameter that is unknown, out of range, or given twice. */
export class ParameterError extends RangeError {
  /** Its name, where one parameter is meant. */
  readonly parameter: string | undefined;
  /** What is wrong, without the name. */
  readonly problem: string;

  constructor(parameter: string | undefined, problem: string) {
    super(`xgboost parameters: ${parameter === undefined ? '' : `${parameter}: `}${problem}`);
    this.name = 'ParameterError';
    this.parameter = parameter;
    this.problem = problem;
  }
}

const anyObject = z.record(z.string(), z.unknown());

function withoutAliases(input: unknown, aliases: Readonly<Record<string, string>>): unknown {
  const parsed = anyObject.safeParse(input);
  if (!parsed.success) return input;
  const found = new Map<string, { readonly as: string; readonly value: unknown }>();
  for (const [as, value] of Object.entries(parsed.data)) {
    const name = aliases[as] ?? as;
    const other = found.get(name);
    if (other) throw new ParameterError(undefined, `${other.as} and ${as} are the same parameter, give one of them`);
    found.set(name, { as, value });
  }
  return Object.fromEntries(Array.from(found, ([name, { value }]) => [name, value]));
}

function check<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue.code === 'unrecognized_keys') {
    throw new ParameterError(undefined, `unknown parameter ${issue.keys.map((key) => `"${key}"`).join(', ')}`);
  }
  throw new ParameterError(issue.path.length > 0 ? issue.path.join('.') : undefined, issue.message);
}
