import { z } from 'zod';

const count = (most: number) => z.int().min(1).max(most);

const rate = z.number().positive().max(1);

/** What both networks have; defaults are meant for daily returns, where noise is nearly everything. */
const shared = {
  /** Share of hidden units switched off in each training step. */
  dropout: z.number().min(0).max(0.9).default(0.3),
  learning_rate: rate.default(0.001),
  /** Decoupled (AdamW): each step shrinks weights, not biases, by learning_rate × weight_decay. */
  weight_decay: z.number().min(0).max(10).default(0.1),
  /** Rows per step. */
  batch_size: count(4096).default(128),
  /** 1: both classes weigh the same in training, and the margin is moved back by what that adds; 0: every row does. */
  balance: z.union([z.literal(0), z.literal(1)]).default(1),
};

const mlpParams = z.strictObject({ hidden1: count(1024).default(64), hidden2: count(1024).default(32), ...shared });

const gruParams = z.strictObject({
  units: count(256).default(16),
  /** Sessions that a forecast looks at, its own included. */
  sessions: count(260).default(60),
  ...shared,
  /** Higher than for dense layers: an epoch is dear, and at 0.001 forty of them are too few. */
  learning_rate: rate.default(0.003),
});

export const networkParams = { tfjs_mlp: mlpParams, tfjs_gru: gruParams };

export type Kind = keyof typeof networkParams;
export type MlpParams = { readonly kind: 'tfjs_mlp'; readonly params: z.output<typeof mlpParams> };
export type GruParams = { readonly kind: 'tfjs_gru'; readonly params: z.output<typeof gruParams> };

/** What a network is, and how it learned. */
export type NetworkParams = MlpParams | GruParams;

/** @throws RangeError naming the parameter, its rule and the value */
export function parseNetworkParams(kind: Kind, given: Readonly<Record<string, number>>): NetworkParams {
  const fail = (error: z.ZodError) => {
    const [issue] = error.issues;
    const name = issue.path.join('.');
    const value = name in given ? `, got ${given[name]}` : '';
    return new RangeError(`${kind} parameters: ${name ? `${name}: ` : ''}${issue.message}${value}`);
  };
  if (kind === 'tfjs_mlp') {
    const parsed = mlpParams.safeParse(given);
    if (parsed.success) return { kind, params: parsed.data };
    throw fail(parsed.error);
  }
  const parsed = gruParams.safeParse(given);
  if (parsed.success) return { kind, params: parsed.data };
  throw fail(parsed.error);
}
