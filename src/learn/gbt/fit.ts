import { logLoss } from '../../metrics/log_loss.ts';
import { createRandom } from '../../random.ts';
import type { RowRange } from '../rows/split.ts';
import type { BinnedMatrix } from './bins.ts';
import { createStopper, type EarlyStopping, type Stopper } from './early_stopping.ts';
import { createGrower, type Grower } from './grow_tree.ts';
import { ONE_THREAD, type Threads } from './helpers.ts';
import { logisticGradients, logit, sigmoid } from './logistic.ts';
import type { GbtModel } from './model.ts';
import { type GbtParams, parseGbtParams } from './params.ts';
import { sampleRows, sampleTreeColumns } from './sample.ts';
import { leafOf, type Tree } from './tree.ts';

export type GbtFitInput = {
  readonly binned: BinnedMatrix;
  /** One label per row of the matrix. */
  readonly labels: Uint8Array;
  readonly featureNames: readonly string[];
  readonly params: GbtParams;
  readonly train: RowRange;
  /** What early stopping looks at; never learned from. */
  readonly validation?: RowRange;
  readonly earlyStopping?: EarlyStopping;
  /** Trees to grow; at most, when stopping early. */
  readonly rounds: number;
  readonly seed: number;
  /** One unless told. The model does not depend on their number. */
  readonly threads?: Threads;
  /** Losses after each round, counted from 1; the validation loss is NaN without validation rows. */
  readonly onProgress?: (round: number, trainLoss: number, validationLoss: number) => void;
};

type GbtFit = {
  /** With early stopping, cut off after the best round. */
  readonly model: GbtModel;
  readonly bestRound: number;
  readonly roundsGrown: number;
};

/**
 * Newton boosting of the logistic loss (Chen & Guestrin 2016; XGBoost's `tree_method=hist`): each round fits a tree to
 * the gradients and hessians at the current margins and adds its shrunken leaf values to them.
 *
 * The same input gives the same model to the last bit, on any number of threads: sums run in row order, and randomness
 * comes from the seed only. Without row and column sampling the trees are those of XGBoost 1.7 on the same data, as long
 * as the cuts are the same (see quantile_cuts.ts): margins, gradients and gains are rounded to float32 where its are.
 */
export function fitGbt(input: GbtFitInput): GbtFit {
  const { binned, labels, train, earlyStopping } = input;
  const params = parseGbtParams(input.params);
  requireConsistent(input);

  const baseScore = Math.fround(params.base_score ?? shareOfPositives(labels, train));
  const stopper = earlyStopping && createStopper(earlyStopping);
  const grower = createGrower(binned, params, threadsFor(input));
  try {
    const trees = boost(input, params, baseScore, grower, stopper);
    const bestRound = stopper?.bestRound() ?? trees.length;
    const model: GbtModel = {
      family: 'xgboost_classifier',
      featureNames: [...input.featureNames],
      baseScore,
      scalePosWeight: params.scale_pos_weight,
      trees: trees.slice(0, bestRound),
    };
    return { model, bestRound, roundsGrown: trees.length };
  } finally {
    grower.close();
  }
}

function boost(
  { binned, labels, train, validation, rounds, seed, onProgress }: GbtFitInput,
  params: GbtParams,
  baseScore: number,
  grower: Grower,
  stopper: Stopper | undefined,
): Tree[] {
  const margins = new Float32Array(binned.rows).fill(logit(baseScore));
  const gradients = new Float32Array(2 * binned.rows);
  const rowRandom = createRandom(seed, 1);
  const columnRandom = createRandom(seed, 2);
  const trees: Tree[] = [];
  for (let round = 1; round <= rounds; round++) {
    logisticGradients(margins, labels, params.scale_pos_weight, train, gradients);
    const rows = sampleRows(train, params.subsample, rowRandom);
    const columns = sampleTreeColumns(binned.cols, params, columnRandom);
    const tree = grower.grow(gradients, rows, columns.ofTree, columns.ofNode);
    trees.push(tree);
    grower.addLeaves(margins);
    if (validation) addTree(margins, tree, binned, validation);
    if (onProgress) {
      const validationLoss = validation ? loss(labels, margins, validation) : Number.NaN;
      onProgress(round, loss(labels, margins, train), validationLoss);
    }
    if (stopper && validation) {
      if (stopper.observe(round, labels.subarray(...validation), probabilities(margins, validation))) break;
    }
  }
  return trees;
}

function addTree(margins: Float32Array, tree: Tree, binned: BinnedMatrix, [from, to]: RowRange): void {
  for (let row = from; row < to; row++) margins[row] += tree.condition[leafOf(tree, binned.source, row)];
}

function probabilities(margins: Float32Array, [from, to]: RowRange): Float64Array {
  return Float64Array.from(margins.subarray(from, to), sigmoid);
}

function loss(labels: Uint8Array, margins: Float32Array, range: RowRange): number {
  return logLoss(labels.subarray(...range), probabilities(margins, range));
}

function shareOfPositives(labels: Uint8Array, [from, to]: RowRange): number {
  let positives = 0;
  for (let row = from; row < to; row++) positives += labels[row];
  if (positives === 0 || positives === to - from) {
    throw new RangeError(`fit: the training rows need both labels, got ${to - from} rows with ${positives} labelled 1`);
  }
  return positives / (to - from);
}

/** Below so many values waiting for each other takes longer than the work that is saved. */
const FEWEST_VALUES_FOR_THREADS = 4e6;

function threadsFor({ binned, threads = ONE_THREAD }: GbtFitInput): Threads {
  return binned.rows * binned.cols < FEWEST_VALUES_FOR_THREADS ? ONE_THREAD : threads;
}

function requireConsistent({
  binned,
  labels,
  featureNames,
  train,
  validation,
  earlyStopping,
  rounds,
}: GbtFitInput): void {
  if (labels.length !== binned.rows) {
    throw new RangeError(`fit: needs one label per row, got ${labels.length} labels for ${binned.rows} rows`);
  }
  if (featureNames.length !== binned.cols) {
    throw new RangeError(`fit: needs one name per column, got ${featureNames.length} names for ${binned.cols} columns`);
  }
  const badLabel = labels.findIndex((label) => label > 1);
  if (badLabel >= 0) throw new RangeError(`fit: a label must be 0 or 1, got ${labels[badLabel]} at row ${badLabel}`);
  for (const [name, range] of Object.entries({ train, validation })) {
    if (range && !(0 <= range[0] && range[0] < range[1] && range[1] <= binned.rows)) {
      throw new RangeError(`fit: ${name} must be a range of the ${binned.rows} rows, got [${range.join(', ')})`);
    }
  }
  if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError(`fit: rounds must be 1 or more, got ${rounds}`);
  if (earlyStopping && !validation) throw new RangeError('fit: early stopping needs validation rows, got none');
  if (earlyStopping && earlyStopping.minimumRounds > rounds) {
    throw new RangeError(
      `fit: rounds must reach the ${earlyStopping.minimumRounds} minimumRounds of early stopping, got ${rounds}`,
    );
  }
}
