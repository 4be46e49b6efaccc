import type { Matrix } from '../../matrix.ts';
import { addLeafValues, type FlatTrees, flattenTrees, ROWS_PER_GROUP } from './flat_trees.ts';
import { logit, sigmoid } from './logistic.ts';
import { forEachRowBlock } from './row_block.ts';
import type { Tree } from './tree.ts';

/** A fitted booster of the objective binary:logistic. */
export type GbtModel = {
  readonly family: 'xgboost_classifier';
  readonly featureNames: readonly string[];
  /** Probability before the first tree, in float32. */
  readonly baseScore: number;
  /** Only carried along for the file format: prediction does not depend on it. */
  readonly scalePosWeight: number;
  readonly trees: readonly Tree[];
  /** Trees that its file has behind the best iteration; they are no part of the model. */
  readonly treesBehindBest?: number;
};

/** Throws unless the matrix has one column per feature of the model. */
export function requireFeatures(model: GbtModel, matrix: Matrix): void {
  if (matrix.cols !== model.featureNames.length) {
    throw new RangeError(
      `predict: the model was trained on ${model.featureNames.length} features, got a matrix of ${matrix.cols} columns`,
    );
  }
}

/**
 * Log-odds per row: logit of the base score plus one leaf value per tree, added in double precision. XGBoost adds in
 * float32; the two differ by less than 1e-6 for a few hundred trees.
 */
export function predictMargins(model: GbtModel, matrix: Matrix): Float64Array {
  requireFeatures(model, matrix);
  const margins = new Float64Array(matrix.rows).fill(logit(model.baseScore));
  const flat = flattened(model);
  const ofBlock = new Float64Array(ROWS_AT_ONCE);
  forEachRowBlock(matrix, ROWS_AT_ONCE, ({ from, rows, values }) => {
    const groups = ofBlock.subarray(0, Math.ceil(rows / ROWS_PER_GROUP) * ROWS_PER_GROUP);
    groups.fill(margins[from]);
    addLeafValues(flat, values, matrix.cols, groups);
    margins.set(groups.subarray(0, rows), from);
  });
  return margins;
}

/** As many rows as fit in a processor's first caches with a tree. */
const ROWS_AT_ONCE = 64;

const flattenedModels = new WeakMap<GbtModel, FlatTrees>();

function flattened(model: GbtModel): FlatTrees {
  const flat = flattenedModels.get(model) ?? flattenTrees(model.trees);
  flattenedModels.set(model, flat);
  return flat;
}

/** Probability of label 1 per row. */
export function predict(model: GbtModel, matrix: Matrix): Float64Array {
  return predictMargins(model, matrix).map(sigmoid);
}
