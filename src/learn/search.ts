import { type Matrix, sliceRows } from '../matrix.ts';
import { logLoss } from '../metrics/log_loss.ts';
import { rocAuc } from '../metrics/roc_auc.ts';
import { UntrainableError } from './errors.ts';
import type { FitRequest, Model, ModelFamily, Params } from './family.ts';
import type { RowRange, Split } from './split.ts';

export type SearchInput = {
  readonly family: ModelFamily;
  /** Labelled rows, oldest first. */
  readonly features: Matrix;
  readonly labels: Uint8Array;
  readonly featureNames: readonly string[];
  readonly split: Split;
  /** Configurations to try; the family's own when left out. */
  readonly grid?: 'default' | readonly Params[];
  readonly seed: number;
  /** Most rounds per configuration; the family's own when left out. */
  readonly maxRounds?: number;
  readonly onProgress?: (progress: SearchProgress) => void;
};

/** Called after every round; the final fit counts as one more configuration. */
export type SearchProgress = {
  readonly fit: number;
  readonly fits: number;
  readonly round: number;
  readonly trainLoss: number;
  /** NaN in the final fit, which has no validation rows left. */
  readonly validationLoss: number;
};

/** One tried configuration: a row of the trial ledger. */
export type SearchTrial = {
  readonly params: Params;
  /** Rounds at which the validation loss was least. */
  readonly rounds: number;
  readonly validationLogLoss: number;
  readonly validationRocAuc: number;
};

export type SearchResult = {
  readonly model: Model;
  readonly trials: readonly SearchTrial[];
  /** Position of the trial whose configuration and rounds the model has. */
  readonly chosen: number;
};

/**
 * Tries every configuration on the training rows, stopping early on validation; takes the one with the smallest
 * validation log-loss; fits it again, for its number of rounds, on train, validation and what was purged between them.
 * The test rows are not touched, not even for bins. Ties go to the earlier configuration.
 * @throws UntrainableError when every configuration ends in a constant: such a model must not pass for a forecast
 */
export function trainModel(input: SearchInput): SearchResult {
  const { family, features, labels, featureNames, split, seed } = input;
  const grid = input.grid === undefined || input.grid === 'default' ? family.defaultGrid : input.grid;
  if (grid.length === 0) throw new RangeError('search: the grid needs at least one configuration, got none');
  const maxRounds = input.maxRounds ?? family.maximumRounds;
  const { onProgress } = input;
  const report = (fit: number): FitRequest['onRound'] =>
    onProgress &&
    ((round, trainLoss, validationLoss) =>
      onProgress({ fit, fits: grid.length + 1, round, trainLoss, validationLoss }));

  const fitOnTrain = family.prepare({ features, labels, featureNames, train: split.train });
  const validationFeatures = sliceRows(features, ...split.validation);
  const validationLabels = labels.subarray(...split.validation);
  const trials: SearchTrial[] = [];
  let chosen = -1;
  grid.forEach((params, i) => {
    const { validation } = split;
    const { model, rounds } = fitOnTrain({ params, seed, rounds: maxRounds, validation, onRound: report(i) });
    const probabilities = family.predict(model, validationFeatures);
    const validationLogLoss = logLoss(validationLabels, probabilities);
    trials.push({ params, rounds, validationLogLoss, validationRocAuc: rocAuc(validationLabels, probabilities) });
    const isBetter = chosen < 0 || validationLogLoss < trials[chosen].validationLogLoss;
    if (isBetter && !isConstant(probabilities)) chosen = i;
  });
  if (chosen < 0) throw noSignal(`each of ${grid.length} configurations`, split.train);

  const { params, rounds } = trials[chosen];
  const fitOnAll = family.prepare({ features, labels, featureNames, train: split.trainAndValidation });
  const { model } = fitOnAll({ params, seed, rounds, onRound: report(grid.length) });
  if (isConstant(family.predict(model, sliceRows(features, ...split.trainAndValidation)))) {
    throw noSignal('the chosen configuration', split.trainAndValidation);
  }
  return { model, trials, chosen };
}

function isConstant(probabilities: Float64Array): boolean {
  return probabilities.every((probability) => probability === probabilities[0]);
}

function noSignal(what: string, [from, to]: RowRange): UntrainableError {
  return new UntrainableError(
    'no_signal',
    `search: ${what} answers the same for every row, learned from ${to - from} rows`,
  );
}
