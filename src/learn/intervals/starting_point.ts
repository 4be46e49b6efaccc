import { PRIOR_PRODUCTS, PRIOR_SCORES, PRIOR_SUMS } from './prior.ts';

/** What is known of moves before an instrument's own history tells: mean products, and percentiles of scores. */
export type StartingPoint = {
  /** Of each input of movesOf with the target. */
  readonly sums: readonly number[];
  /** Of the inputs, row by row up to the diagonal. */
  readonly products: readonly number[];
  /** Percentiles 1 to 99 of growth over the size that was forecast. */
  readonly scores: readonly number[];
};

/** What every instrument starts from. */
export const PRIOR: StartingPoint = { sums: PRIOR_SUMS, products: PRIOR_PRODUCTS, scores: PRIOR_SCORES };
