import type { Matrix } from '../../matrix.ts';
import { type DroppedColumn, droppedColumns, keptColumns } from './columns.ts';
import { mostFolds, requireBothClassesInFolds, type WalkForward, walkForwardFolds } from './folds.ts';
import type { Split } from './split.ts';

/** How the labelled rows of one instrument are learned from. */
export type Preparation = WalkForward & {
  /** The newest fold, with the test range behind it: what the model is fitted by. */
  readonly split: Split;
  /** Columns that are learned from, and those that say nothing in the first fold's training rows. */
  readonly kept: readonly number[];
  readonly dropped: readonly DroppedColumn[];
};

/**
 * Cuts rows, oldest first, into as many of the wanted walk-forward folds as they have room for, and chooses columns.
 * @throws UntrainableError when there are too few rows for one fold, or one part has rows of one class only
 */
export function prepareRows(features: Matrix, labels: Uint8Array, wantedFolds: number): Preparation {
  const walkForward = mostFolds(wantedFolds, (folds) => walkForwardFolds(labels.length, { folds }));
  requireBothClassesInFolds(labels, walkForward);
  const { folds, test, trainAndValidation } = walkForward;
  const dropped = droppedColumns(features, folds[0].train);
  return {
    ...walkForward,
    split: { ...folds[folds.length - 1], test, trainAndValidation },
    kept: keptColumns(features, dropped),
    dropped,
  };
}
