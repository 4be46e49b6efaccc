import { currentFeatureSet } from '../src/db/feature_sets.ts';
import {
  chronologicalSplit,
  classBalance,
  droppedColumns,
  keptColumns,
  type RowRange,
  requireBothClasses,
  UntrainableError,
} from '../src/learn/index.ts';
import { readLabelledRows } from '../src/pipeline/dataset.ts';
import type { PreparedData } from '../src/pipeline/outputs.ts';
import type { Step } from '../src/pipeline/step.ts';

/**
 * Step 4: cuts the labelled rows into train, validation and test in time order, purged by the label's seven sessions,
 * and drops columns that say nothing in the training range.
 */
export const prepareTrainingData: Step = {
  name: 'prepare_training_data',
  async work({ run, db }) {
    const featureSet = await currentFeatureSet(db);
    const data = await readLabelledRows(db, run, featureSet);
    try {
      const split = chronologicalSplit(data.labels.length);
      requireBothClasses(data.labels, split);
      const dropped = droppedColumns(data.features, split.train);
      const features = keptColumns(data.features, dropped).map((j) => featureSet.names[j]);
      const sessions = ([from, to]: RowRange) => ({
        first_session: data.dates[from],
        last_session: data.dates[to - 1],
        rows: to - from,
        higher_share: classBalance(data.labels, [from, to]).positiveRate,
      });
      const prepared: PreparedData = { feature_set_id: featureSet.id, rows: data.labels.length, split, features };
      const [train, validation, test] = [split.train, split.validation, split.test].map(([from, to]) => to - from);
      return {
        summary: `train ${train}, validation ${validation}, test ${test} sessions, ${features.length} features`,
        output: {
          ...prepared,
          train: sessions(split.train),
          validation: sessions(split.validation),
          test: sessions(split.test),
          dropped_columns: dropped.map((entry) => ({
            feature: featureSet.names[entry.column],
            reason: entry.reason,
            duplicate_of: entry.duplicateOf === undefined ? undefined : featureSet.names[entry.duplicateOf],
          })),
        },
      };
    } catch (error) {
      if (error instanceof UntrainableError) return { skip: error.message };
      throw error;
    }
  },
};
