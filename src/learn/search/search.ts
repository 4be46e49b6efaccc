import { column, type Matrix } from '../../matrix.ts';
import { type Calibration, type CalibrationMethod, fitCalibration } from '../calibration/calibration.ts';
import type { FitRequest, GridName, Model, ModelFamily, Params } from '../family.ts';
import { type Fold, requireBoth } from '../rows/folds.ts';
import type { RowRange, Split } from '../rows/split.ts';
import { UntrainableError } from '../rows/untrainable.ts';
import { gridNamed } from './grids.ts';
import { rungsOf, runMethod, type SearchMethod } from './methods.ts';
import { predictRows } from './predict_rows.ts';
import { createTrialRunner, type SearchTrial } from './trials.ts';

export type SearchInput = {
  readonly family: ModelFamily;
  /** Labelled rows, oldest first. */
  readonly features: Matrix;
  readonly labels: Uint8Array;
  readonly featureNames: readonly string[];
  readonly split: Split;
  /** Folds to choose by, from walkForwardFolds with the same test range; train and validation of the split when left out. */
  readonly folds?: readonly Fold[];
  /** Configurations to try; the family's own when left out. */
  readonly grid?: GridName | readonly Params[];
  /** How to go through them; all of them when left out. */
  readonly method?: SearchMethod;
  readonly seed: number;
  /** Most rounds per configuration; the family's own, or the configuration's n_estimators, when left out. */
  readonly maxRounds?: number;
  /** Whether a fit ends where its validation loss does not fall any more; all rounds are trained when false. */
  readonly stopsEarly?: boolean;
  /** How probabilities are corrected, or the correction itself; chosen by inner folds when left out. */
  readonly calibrated?: CalibrationMethod | Calibration;
  /** Milliseconds since any fixed moment, for the durations in the ledger. */
  readonly clock?: () => number;
  readonly onProgress?: (progress: SearchProgress) => void;
};

/** Called after every round; the final fit counts as one more. */
export type SearchProgress = {
  readonly fit: number;
  /** Fits of the whole search, at most: configurations that differ in n_estimators only may share one. */
  readonly fits: number;
  readonly round: number;
  readonly trainLoss: number;
  /** NaN in the final fit, which has no validation rows left. */
  readonly validationLoss: number;
};

export type SearchResult = {
  readonly model: Model;
  readonly trials: readonly SearchTrial[];
  /** Position of the trial whose configuration and rounds the model has. */
  readonly chosen: number;
  /**
   * What the chosen configuration, fitted fold by fold, predicted for validation rows it had not learned from, oldest
   * first: what a calibration may be fitted on.
   */
  readonly validation: { readonly labels: Uint8Array; readonly probabilities: Float64Array };
  /** Fitted on `validation`, or the given one; the model itself and its artifact are not calibrated. */
  readonly calibration: Calibration;
};

/**
 * Tries configurations fold by fold, stopping early on the fold's validation rows; takes the one with the smallest mean
 * validation log-loss; fits it again, for its number of rounds, on train, validation and what was purged between them.
 * The test rows are not touched, not even for bins. Ties go to the earlier configuration.
 * @throws UntrainableError when the rows cannot be learned from, or every configuration ends in a constant: such a model
 *   must not pass for a forecast
 */
export function trainModel(input: SearchInput): SearchResult {
  return fitBest(input, searchTrials(input));
}

/**
 * The first half of trainModel: the ledger. For a grid the trials of its parts, one after the other, are the trials of
 * the whole, so threads can share the work.
 */
export function searchTrials(input: SearchInput): SearchTrial[] {
  const { grid, folds, method } = settingOf(input);
  requireTrainable(input, folds);
  const progress = createProgress(input);
  const tryFolds = createTrialRunner({ ...input, folds, onFit: progress.next }, grid);
  return runMethod(method, grid, folds.length, input.seed, tryFolds);
}

/** The second half of trainModel: chooses among trials that saw every fold, and fits the choice. */
export function fitBest(input: SearchInput, trials: readonly SearchTrial[]): SearchResult {
  const { family, features, labels, featureNames, split, seed } = input;
  const { folds } = settingOf(input);
  let chosen = -1;
  trials.forEach((trial, i) => {
    if (trial.isConstant || trial.foldScores.length < folds.length) return;
    if (chosen < 0 || trial.validationLogLoss < trials[chosen].validationLogLoss) chosen = i;
  });
  if (chosen < 0) throw noSignal(`each of ${trials.length} configurations`, split.train);

  const { rounds } = trials[chosen];
  const { n_estimators: _, ...params } = trials[chosen].params;
  const fitOnAll = family.prepare({ features, labels, featureNames, train: split.trainAndValidation });
  const { model } = fitOnAll({ params, seed, rounds, onRound: createProgress(input).last() });
  if (saysOneThing(family, model, features, split.trainAndValidation)) {
    throw noSignal('the chosen configuration', split.trainAndValidation);
  }
  const validation = predictFolds(input, folds, params, trials[chosen]);
  return {
    model,
    trials,
    chosen,
    validation,
    calibration: correction(input, validation),
  };
}

const ROWS_AT_ONCE = 4096;

/** Asked in blocks, until two rows differ: a copy of all rows of a pool would be gigabytes. */
function saysOneThing(family: ModelFamily, model: Model, features: Matrix, [from, to]: RowRange): boolean {
  const [first] = predictRows(family, model, features, [from, from + 1]);
  for (let at = from; at < to; at += ROWS_AT_ONCE) {
    const said = predictRows(family, model, features, [at, Math.min(at + ROWS_AT_ONCE, to)]);
    if (said.some((probability) => probability !== first)) return false;
  }
  return true;
}

function correction({ calibrated }: SearchInput, { labels, probabilities }: SearchResult['validation']): Calibration {
  if (typeof calibrated === 'object') return calibrated;
  return fitCalibration(labels, probabilities, { method: calibrated });
}

/** The fits of a trial once more, each with the rounds it had. */
function predictFolds(
  { family, features, labels, featureNames, seed }: SearchInput,
  folds: readonly Fold[],
  params: Params,
  { foldScores }: SearchTrial,
): SearchResult['validation'] {
  const rows = folds.flatMap(({ validation: [from, to] }) => Array.from({ length: to - from }, (_, i) => from + i));
  const probabilities = folds.flatMap(({ train, validation }, fold) => {
    const fit = family.prepare({ features, labels, featureNames, train });
    const { model } = fit({ params, seed, rounds: foldScores[fold].rounds });
    return Array.from(predictRows(family, model, features, validation));
  });
  return { labels: Uint8Array.from(rows, (row) => labels[row]), probabilities: Float64Array.from(probabilities) };
}

function settingOf(input: SearchInput) {
  const { family, split, grid: named = 'default', method = { kind: 'grid' } } = input;
  const grid = typeof named === 'string' ? gridNamed(family, named) : named;
  if (grid.length === 0) throw new RangeError('search: the grid needs at least one configuration, got none');
  const folds: readonly Fold[] = input.folds ?? [{ train: split.train, validation: split.validation }];
  if (folds.length === 0) throw new RangeError('search: needs at least one fold, got none');
  return { grid, folds, method };
}

/** Numbers the fits of a search for its progress. */
function createProgress(input: SearchInput): { next: () => FitRequest['onRound']; last: () => FitRequest['onRound'] } {
  const { grid, folds, method } = settingOf(input);
  const { onProgress } = input;
  const searched = rungsOf(method, grid.length, folds.length).reduce(
    (sum, { configurations, fromFold, toFold }) => sum + configurations * (toFold - fromFold),
    0,
  );
  let started = 0;
  const report = (fit: number): FitRequest['onRound'] =>
    onProgress &&
    ((round, trainLoss, validationLoss) => onProgress({ fit, fits: searched + 1, round, trainLoss, validationLoss }));
  return { next: () => report(started++), last: () => report(searched) };
}

/** What no search can mend, said before it starts. */
function requireTrainable({ features, labels, split }: SearchInput, folds: readonly Fold[]): void {
  if (labels.length !== features.rows) {
    throw new RangeError(`search: needs one label per row, got ${labels.length} labels for ${features.rows} rows`);
  }
  const end = split.trainAndValidation[1];
  folds.forEach(({ train, validation }, i) => {
    const inOrder = 0 <= train[0] && train[0] < train[1] && train[1] <= validation[0] && validation[0] < validation[1];
    if (!inOrder || validation[1] > end) {
      throw new RangeError(
        `search: fold ${i + 1} must train before it validates and end before row ${end}, got train ` +
          `${train.join('–')}, validation ${validation.join('–')}`,
      );
    }
    requireBoth(labels, train, `the training rows of fold ${i + 1}`);
    requireUsableColumn(features, train, `the training rows of fold ${i + 1}`);
  });
}

/** A column is of use when two rows differ in it; missing and known differ too. */
function requireUsableColumn(features: Matrix, [from, to]: RowRange, what: string): void {
  for (let j = 0; j < features.cols; j++) {
    const values = column(features, j);
    for (let row = from + 1; row < to; row++) {
      if (!Object.is(values[row] + 0, values[from] + 0)) return;
    }
  }
  throw new UntrainableError(
    'no_usable_columns',
    `search: on ${what} (${to - from}) each of ${features.cols} columns is constant or missing throughout`,
  );
}

function noSignal(what: string, [from, to]: RowRange): UntrainableError {
  return new UntrainableError(
    'no_signal',
    `search: ${what} answers the same for every row, learned from ${to - from} rows`,
  );
}
