import { currentFeatureSet } from '../src/db/feature_sets.ts';
import { readPolicy } from '../src/db/runs.ts';
import { type FeatureSet, featureSetOfRow, type LabelledRows, readsContext } from '../src/features/index.ts';
import {
  classBalance,
  type DroppedColumn,
  type Preparation,
  prepareRows,
  type RowRange,
  UntrainableError,
} from '../src/learn/index.ts';
import { notTrainedAlone } from '../src/step_support/own_training.ts';
import { readLabelledRows } from '../src/step_support/read_labelled_rows.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';
import type { PreparedData } from '../src/step_support/step_outputs.ts';
import { counted } from '../src/text.ts';

/**
 * Step 4: cuts the labelled rows into walk-forward folds and a test range behind them, in time order and purged by the
 * label's seven sessions, and drops columns that say nothing in the first fold's training rows.
 */
export const prepareTrainingData: InstrumentStep = {
  name: 'prepare_training_data',
  async work(context) {
    const { run, db } = context;
    const policy = await readPolicy(db, run.instrument_id);
    const ended = notTrainedAlone(policy);
    if (ended) return ended;
    const featureSet = await currentFeatureSet(db);
    const data = await readLabelledRows(context, featureSet);
    try {
      const preparation = prepareRows(data.features.matrix, data.labels, policy.validationFolds);
      const { split, folds, kept } = preparation;
      const prepared: PreparedData = {
        feature_set_id: featureSet.id,
        rows: data.labels.length,
        split,
        folds: [...folds],
        features: kept.map((j) => data.features.names[j]),
      };
      const said = described(data, preparation, featureSetOfRow(featureSet));
      return { summary: inWords(preparation), output: { ...prepared, ...said } };
    } catch (error) {
      if (error instanceof UntrainableError) return { skip: error.message };
      throw error;
    }
  },
};

function inWords({ folds, test, kept }: Preparation): string {
  const sizes = folds.map(({ train: [from, to] }) => to - from);
  const learned = folds.length === 1 ? `${sizes[0]}` : `${sizes[0]} to ${sizes[sizes.length - 1]}`;
  return (
    `${counted(folds.length, 'walk-forward fold')} of ${learned} training sessions, ` +
    `test ${test[1] - test[0]}, ${counted(kept.length, 'feature')}`
  );
}

/** What people read of the preparation: sessions and class balance in place of positions, names in place of columns. */
function described(
  { dates, labels, features: { names } }: LabelledRows,
  { folds, test, dropped }: Preparation,
  { features }: FeatureSet,
) {
  // Of an index that is not there nothing was dropped: it has nothing to give.
  const ofContext = new Set(features.filter(readsContext).map(({ name }) => name));
  const isAbsent = ({ column, reason }: DroppedColumn) => reason === 'all_missing' && ofContext.has(names[column]);
  const sessions = ([from, to]: RowRange) => ({
    first_session: dates[from],
    last_session: dates[to - 1],
    rows: to - from,
    higher_share: classBalance(labels, [from, to]).positiveRate,
  });
  return {
    fold_sessions: folds.map(({ train, validation }) => ({ train: sessions(train), validation: sessions(validation) })),
    test: sessions(test),
    dropped_columns: dropped
      .filter((one) => !isAbsent(one))
      .map(({ column, reason, duplicateOf }: DroppedColumn) => ({
        feature: names[column],
        reason,
        duplicate_of: duplicateOf === undefined ? undefined : names[duplicateOf],
      })),
  };
}
