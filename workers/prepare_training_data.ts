import { currentFeatureSet } from '../src/db/feature_sets.ts';
import { readPolicy } from '../src/db/runs.ts';
import {
  classBalance,
  droppedColumns,
  keptColumns,
  mostFolds,
  type RowRange,
  requireBothClassesInFolds,
  UntrainableError,
  walkForwardFolds,
} from '../src/learn/index.ts';
import { readLabelledRows } from '../src/steps/labelled_rows.ts';
import type { InstrumentStep } from '../src/steps/step.ts';
import type { PreparedData } from '../src/steps/step_outputs.ts';
import { counted } from '../src/text.ts';

/**
 * Step 4: cuts the labelled rows into walk-forward folds and a test range behind them, in time order and purged by the
 * label's seven sessions, and drops columns that say nothing in the first fold's training rows.
 */
export const prepareTrainingData: InstrumentStep = {
  name: 'prepare_training_data',
  async work({ run, db }) {
    const featureSet = await currentFeatureSet(db);
    const data = await readLabelledRows(db, run, featureSet);
    const { names, matrix } = data.features;
    try {
      const { validationFolds } = await readPolicy(db, run.instrument_id);
      const { folds, test, trainAndValidation } = mostFolds(validationFolds, (count) =>
        walkForwardFolds(data.labels.length, { folds: count }),
      );
      requireBothClassesInFolds(data.labels, { folds, test });
      const newest = folds[folds.length - 1];
      const dropped = droppedColumns(matrix, folds[0].train);
      const features = keptColumns(matrix, dropped).map((j) => names[j]);
      const sessions = ([from, to]: RowRange) => ({
        first_session: data.dates[from],
        last_session: data.dates[to - 1],
        rows: to - from,
        higher_share: classBalance(data.labels, [from, to]).positiveRate,
      });
      const prepared: PreparedData = {
        feature_set_id: featureSet.id,
        rows: data.labels.length,
        split: { ...newest, test, trainAndValidation },
        folds: [...folds],
        features,
      };
      const sizes = folds.map(({ train: [from, to] }) => to - from);
      const learned = folds.length === 1 ? `${sizes[0]}` : `${sizes[0]} to ${sizes[sizes.length - 1]}`;
      return {
        summary:
          `${counted(folds.length, 'walk-forward fold')} of ${learned} training sessions, ` +
          `test ${test[1] - test[0]}, ${counted(features.length, 'feature')}`,
        output: {
          ...prepared,
          fold_sessions: folds.map(({ train, validation }) => ({
            train: sessions(train),
            validation: sessions(validation),
          })),
          test: sessions(test),
          dropped_columns: dropped.map((entry) => ({
            feature: names[entry.column],
            reason: entry.reason,
            duplicate_of: entry.duplicateOf === undefined ? undefined : names[entry.duplicateOf],
          })),
        },
      };
    } catch (error) {
      if (error instanceof UntrainableError) return { skip: error.message };
      throw error;
    }
  },
};
