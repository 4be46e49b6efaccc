import { z } from 'zod';

/** What steps hand on to later ones, stored with their task. */

const range = z.tuple([z.number().int(), z.number().int()]).readonly();

/** Row ranges count labelled rows from 0, half open. */
export const preparedData = z.object({
  feature_set_id: z.number().int(),
  rows: z.number().int(),
  split: z.object({ train: range, validation: range, test: range, trainAndValidation: range }),
  /** Walk-forward folds that configurations are compared on; absent in runs that were prepared before there were any. */
  folds: z.array(z.object({ train: range, validation: range })).optional(),
  features: z.array(z.string()),
});
export type PreparedData = z.infer<typeof preparedData>;

/** What validation needs of either: the rows that the model has not learned from, and no choice was made by. */
export const holdoutData = z.object({
  feature_set_id: z.number().int(),
  split: z.object({ test: range }),
});

/** The steps of which a run has one: where its model's holdout is said. */
export const STEPS_WITH_HOLDOUT = ['prepare_training_data', 'adopt_pooled_model'];

/** What a pooled training works on. Dates are sessions. */
export const preparedPool = z.object({
  feature_set_id: z.number().int(),
  members: z.array(z.number().int()),
  last_session: z.iso.date(),
});
export type PreparedPool = z.infer<typeof preparedPool>;
