import { createMatrix, type Matrix } from '../../matrix.ts';
import { logit } from './logistic.ts';
import { type GbtModel, requireFeatures } from './model.ts';
import { childOf, isLeaf, type Tree } from './tree.ts';

/**
 * Contributions of every feature to every row's margin: exact SHAP values, "path dependent" (a feature that is not known
 * sends a row down both branches in proportion to their cover). The result has one column per feature and a last one,
 * the bias: the margin expected before anything is known. A row sums to its margin.
 *
 * Source: Lundberg, Erion & Lee (2018), Consistent Individualized Feature Attribution for Tree Ensembles, algorithm 2;
 * equals XGBoost's `predict(pred_contribs=True)`. Variant: double precision throughout.
 */
export function contributions(model: GbtModel, matrix: Matrix): Matrix {
  requireFeatures(model, matrix);
  const features = model.featureNames.length;
  const out = createMatrix(matrix.rows, features + 1, 0);
  const explainers = model.trees.map(createExplainer);
  const bias = explainers.reduce((sum, explainer) => sum + explainer.expectedValue, logit(model.baseScore));
  const values = new Float32Array(features);
  const phi = new Float64Array(features);
  for (let row = 0; row < matrix.rows; row++) {
    for (let j = 0; j < features; j++) values[j] = matrix.data[j * matrix.rows + row];
    phi.fill(0);
    for (const explainer of explainers) explainer.addContributions(values, phi);
    for (let j = 0; j < features; j++) out.data[j * matrix.rows + row] = phi[j];
    out.data[features * matrix.rows + row] = bias;
  }
  return out;
}

type Explainer = {
  readonly expectedValue: number;
  readonly addContributions: (values: Float32Array, phi: Float64Array) => void;
};

/**
 * The path from the root to a node, one entry per distinct feature split on (entry 0 stands for none). For the subsets
 * of those features that could be known, `weight` holds, per size of subset, the share of orderings times the share of
 * subsets under which a row reaches the node; `zero` is the share of cover that flows this way when the entry's feature
 * is unknown, `one` is 1 if the row itself goes this way, else 0.
 */
type Path = { feature: Int32Array; zero: Float64Array; one: Float64Array; weight: Float64Array };

function createExplainer(tree: Tree): Explainer {
  const depth = depthOf(tree, 0);
  // Each level of the recursion works on its own copy of the path, all within one allocation.
  const room = ((depth + 2) * (depth + 3)) / 2;
  const path: Path = {
    feature: new Int32Array(room),
    zero: new Float64Array(room),
    one: new Float64Array(room),
    weight: new Float64Array(room),
  };

  function addContributions(values: Float32Array, phi: Float64Array): void {
    visit(0, 0, 0, 1, 1, -1);

    /** `start` is where the parent's copy of the path begins, `length` how many entries it has. */
    function visit(node: number, start: number, length: number, zero: number, one: number, feature: number): void {
      const own = start + length;
      copyPath(path, start, own, length);
      extend(path, own, length, zero, one, feature);
      if (isLeaf(tree, node)) {
        for (let i = 1; i <= length; i++) {
          const weight = unwoundSum(path, own, length, i);
          phi[path.feature[own + i]] += weight * (path.one[own + i] - path.zero[own + i]) * tree.condition[node];
        }
        return;
      }
      const split = tree.feature[node];
      const hot = childOf(tree, node, values[split]);
      const cold = hot === tree.left[node] ? tree.right[node] : tree.left[node];
      // A feature met before on this path counts once: its earlier entry is taken out and merged with this one.
      let entries = length + 1;
      let zeroBefore = 1;
      let oneBefore = 1;
      for (let i = 1; i <= length; i++) {
        if (path.feature[own + i] !== split) continue;
        zeroBefore = path.zero[own + i];
        oneBefore = path.one[own + i];
        unwind(path, own, length, i);
        entries--;
        break;
      }
      visit(hot, own, entries, (zeroBefore * tree.cover[hot]) / tree.cover[node], oneBefore, split);
      visit(cold, own, entries, (zeroBefore * tree.cover[cold]) / tree.cover[node], 0, split);
    }
  }
  return { expectedValue: expectedValue(tree, 0), addContributions };
}

function copyPath(path: Path, from: number, to: number, length: number): void {
  path.feature.copyWithin(to, from, from + length);
  path.zero.copyWithin(to, from, from + length);
  path.one.copyWithin(to, from, from + length);
  path.weight.copyWithin(to, from, from + length);
}

/** Appends an entry to the `length` entries at `start`. */
function extend(path: Path, start: number, length: number, zero: number, one: number, feature: number): void {
  const end = start + length;
  path.feature[end] = feature;
  path.zero[end] = zero;
  path.one[end] = one;
  path.weight[end] = length === 0 ? 1 : 0;
  for (let i = length - 1; i >= 0; i--) {
    path.weight[start + i + 1] += (one * path.weight[start + i] * (i + 1)) / (length + 1);
    path.weight[start + i] = (zero * path.weight[start + i] * (length - i)) / (length + 1);
  }
}

/** Takes out entry `index`, undoing its extend; `last` is the index of the last entry. */
function unwind(path: Path, start: number, last: number, index: number): void {
  const { one, zero } = entry(path, start + index);
  let next = path.weight[start + last];
  for (let i = last - 1; i >= 0; i--) {
    if (one !== 0) {
      const before = path.weight[start + i];
      path.weight[start + i] = (next * (last + 1)) / ((i + 1) * one);
      next = before - (path.weight[start + i] * zero * (last - i)) / (last + 1);
    } else {
      path.weight[start + i] = (path.weight[start + i] * (last + 1)) / (zero * (last - i));
    }
  }
  for (let i = index; i < last; i++) {
    path.feature[start + i] = path.feature[start + i + 1];
    path.zero[start + i] = path.zero[start + i + 1];
    path.one[start + i] = path.one[start + i + 1];
  }
}

/** What the weights would sum to if entry `index` were taken out. */
function unwoundSum(path: Path, start: number, last: number, index: number): number {
  const { one, zero } = entry(path, start + index);
  let next = path.weight[start + last];
  let total = 0;
  for (let i = last - 1; i >= 0; i--) {
    if (one !== 0) {
      const unwound = (next * (last + 1)) / ((i + 1) * one);
      total += unwound;
      next = path.weight[start + i] - (unwound * zero * (last - i)) / (last + 1);
    } else {
      total += (path.weight[start + i] * (last + 1)) / (zero * (last - i));
    }
  }
  return total;
}

function entry(path: Path, at: number) {
  return { one: path.one[at], zero: path.zero[at] };
}

/** Mean of the leaf values below a node, weighted by cover. */
function expectedValue(tree: Tree, node: number): number {
  if (isLeaf(tree, node)) return tree.condition[node];
  const left = tree.left[node];
  const right = tree.right[node];
  return (
    (expectedValue(tree, left) * tree.cover[left] + expectedValue(tree, right) * tree.cover[right]) / tree.cover[node]
  );
}

function depthOf(tree: Tree, node: number): number {
  if (isLeaf(tree, node)) return 0;
  return 1 + Math.max(depthOf(tree, tree.left[node]), depthOf(tree, tree.right[node]));
}
