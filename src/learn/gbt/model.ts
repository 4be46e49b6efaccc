import type { Matrix } from '../../matrix.ts';
import { logit, sigmoid } from './logistic.ts';
import { leafOf, type Tree } from './tree.ts';

/** A fitted booster of the objective binary:logistic. */
export type GbtModel = {
  readonly family: 'xgboost_classifier';
  readonly featureNames: readonly string[];
  /** Probability before the first tree, in float32. */
  readonly baseScore: number;
  /** Only carried along for the file format: prediction does not depend on it. */
  readonly scalePosWeight: number;
  readonly trees: readonly Tree[];
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
  for (const tree of model.trees) {
    for (let row = 0; row < matrix.rows; row++) margins[row] += tree.condition[leafOf(tree, matrix, row)];
  }
  return margins;
}

/** Probability of label 1 per row. */
export function predict(model: GbtModel, matrix: Matrix): Float64Array {
  return predictMargins(model, matrix).map(sigmoid);
}
