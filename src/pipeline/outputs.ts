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
