import { logit, sigmoid } from './logistic.ts';
import type { GbtModel } from './model.ts';
import { isLeaf, type Tree } from './tree.ts';

/**
 * One model whose log-odds are the mean of those of several: the trees of all of them, each leaf divided by their number,
 * on the mean of their margins before the first tree. Its features are theirs, in the order in which they come first.
 * Edge: leaves and base score are rounded to float32 once more, which moves a margin by some 1e-7.
 * @throws RangeError for no model, and for models whose positives weigh differently: the file holds one weight
 */
export function meanModel(models: readonly GbtModel[]): GbtModel {
  const [first] = models;
  if (!first) throw new RangeError('mean model: needs at least one model, got none');
  const other = models.find(({ scalePosWeight }) => scalePosWeight !== first.scalePosWeight);
  if (other) {
    throw new RangeError(
      `mean model: scale_pos_weight must be the same in all, got ${first.scalePosWeight} and ${other.scalePosWeight}`,
    );
  }
  const featureNames = [...new Set(models.flatMap((model) => model.featureNames))];
  const placeOf = new Map(featureNames.map((name, j) => [name, j]));
  const base = models.reduce((sum, { baseScore }) => sum + logit(baseScore), 0) / models.length;
  return {
    family: 'xgboost_classifier',
    featureNames,
    baseScore: Math.fround(sigmoid(base)),
    scalePosWeight: first.scalePosWeight,
    trees: models.flatMap((model) => {
      const places = model.featureNames.map((name) => placeOf.get(name) ?? 0);
      return model.trees.map((tree) => partOf(tree, models.length, places));
    }),
  };
}

function partOf(tree: Tree, parts: number, places: readonly number[]): Tree {
  const [condition, baseWeight] = [tree.condition.slice(), tree.baseWeight.slice()];
  for (let node = 0; node < tree.size; node++) {
    if (!isLeaf(tree, node)) continue;
    condition[node] /= parts;
    baseWeight[node] = condition[node];
  }
  return { ...tree, feature: tree.feature.map((j) => places[j] ?? 0), condition, baseWeight };
}
