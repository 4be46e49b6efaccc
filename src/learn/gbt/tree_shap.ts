import { createMatrix, type Matrix } from '../../matrix.ts';
import { logit } from './logistic.ts';
import { type GbtModel, requireFeatures } from './model.ts';
import { forEachRowBlock, type RowBlock } from './row_block.ts';
import { isLeaf, type Tree } from './tree.ts';

/**
 * Contributions of every feature to every row's margin: exact SHAP values, "path dependent" (a feature that is not known
 * sends a row down both branches in proportion to their cover). The result has one column per feature and a last one,
 * the bias: the margin expected before anything is known. A row sums to its margin.
 *
 * Source: Lundberg, Erion & Lee (2018), Consistent Individualized Feature Attribution for Tree Ensembles, algorithm 2;
 * equals XGBoost's `predict(pred_contribs=True)`. Variant: leaf by leaf instead of by recursion. What a leaf contributes
 * depends on a row only through which of the features on its path would lead the row there: so it is worked out once
 * per such set (of few features, there are few sets) and looked up for all other rows. Double precision throughout.
 */
export function contributions(model: GbtModel, matrix: Matrix): Matrix {
  requireFeatures(model, matrix);
  const { rows, cols } = matrix;
  const out = createMatrix(rows, cols + 1, 0);
  const bias = model.trees.reduce((sum, tree) => sum + expectedValue(tree, 0), logit(model.baseScore));
  out.data.fill(bias, cols * rows);
  const pathsOf = model.trees.map(leafPaths);
  const memory = createMemory(Math.max(0, ...pathsOf.map(({ longest }) => longest)));
  const phi = new Float64Array(Math.min(ROWS_AT_ONCE, rows) * cols);
  forEachRowBlock(matrix, ROWS_AT_ONCE, (block) => {
    phi.fill(0);
    for (const paths of pathsOf) addContributions(paths, block, cols, memory, phi);
    for (let j = 0; j < cols; j++) {
      const start = j * rows + block.from;
      for (let i = 0, at = j; i < block.rows; i++, at += cols) out.data[start + i] = phi[at];
    }
  });
  return out;
}

const ROWS_AT_ONCE = 512;

/**
 * The ways from the root to all leaves of a tree, one entry per distinct feature on the way; those of leaf l are entries
 * starts[l] … starts[l + 1] − 1. A row passes an entry if its value is neither below `low` nor at or above `high` (NaN
 * for no bound); a missing value passes where `missing` is 1. `zero` is the share of cover that flows this way when the
 * feature is unknown.
 */
type LeafPaths = {
  /** What the leaves add to a margin. */
  readonly values: Float32Array;
  readonly starts: Int32Array;
  readonly longest: number;
  readonly feature: Int32Array;
  readonly low: Float32Array;
  readonly high: Float32Array;
  readonly missing: Uint8Array;
  readonly zero: Float64Array;
};

function leafPaths(tree: Tree): LeafPaths {
  const leaves = leavesBelow(tree, 0);
  const starts = new Int32Array(leaves.length + 1);
  leaves.forEach(({ depth }, l) => {
    starts[l + 1] = starts[l] + depth;
  });
  const room = starts[leaves.length];
  const feature = new Int32Array(room);
  const low = new Float32Array(room).fill(Number.NaN);
  const high = new Float32Array(room).fill(Number.NaN);
  const missing = new Uint8Array(room).fill(1);
  const zero = new Float64Array(room).fill(1);
  let end = 0;
  let longest = 0;
  leaves.forEach(({ leaf }, l) => {
    starts[l] = end;
    for (let child = leaf; child !== 0; child = tree.parent[child]) {
      const node = tree.parent[child];
      const threshold = tree.condition[node];
      let at = starts[l];
      while (at < end && feature[at] !== tree.feature[node]) at++;
      if (at === end) feature[end++] = tree.feature[node];
      const goesLeft = child === tree.left[node];
      if (goesLeft && !(high[at] < threshold)) high[at] = threshold;
      if (!goesLeft && !(low[at] > threshold)) low[at] = threshold;
      if ((tree.defaultLeft[node] === 1) !== goesLeft) missing[at] = 0;
      zero[at] *= tree.cover[child] / tree.cover[node];
    }
    longest = Math.max(longest, end - starts[l]);
  });
  starts[leaves.length] = end;
  const values = Float32Array.from(leaves, ({ leaf }) => tree.condition[leaf]);
  return { values, starts, longest, feature, low, high, missing, zero };
}

function leavesBelow(tree: Tree, node: number, depth = 0): { readonly leaf: number; readonly depth: number }[] {
  if (isLeaf(tree, node)) return [{ leaf: node, depth }];
  const [left, right] = [tree.left[node], tree.right[node]];
  return leavesBelow(tree, left, depth + 1).concat(leavesBelow(tree, right, depth + 1));
}

/** Up to so many features, what a leaf contributes is kept per set of features passed. */
const MOST_FEATURES_KEPT = 10;

/** Room for one leaf at a time: which entries a row passes, and what the leaf contributes then. */
type Memory = {
  readonly passes: Uint8Array;
  readonly weight: Float64Array;
  /** Per set of entries, the number of the leaf it was last worked out for, and the contributions. */
  readonly keptFor: Int32Array;
  readonly kept: Float64Array;
  leaf: number;
};

function createMemory(longest: number): Memory {
  const sets = 1 << Math.min(longest, MOST_FEATURES_KEPT);
  return {
    passes: new Uint8Array(longest),
    weight: new Float64Array(longest + 1),
    keptFor: new Int32Array(sets),
    kept: new Float64Array(sets * longest),
    leaf: 0,
  };
}

/** Adds what a tree contributes to every row of a block. */
function addContributions(paths: LeafPaths, block: RowBlock, cols: number, memory: Memory, phi: Float64Array): void {
  const { starts, feature, low, high, missing, zero } = paths;
  const { passes, weight, keptFor, kept } = memory;
  const { values } = block;
  const end = block.rows * cols;
  for (let l = 0; l < paths.values.length; l++) {
    const first = starts[l];
    const size = starts[l + 1] - first;
    const isKept = size <= MOST_FEATURES_KEPT;
    const leaf = ++memory.leaf;
    for (let start = 0; start < end; start += cols) {
      let set = 0;
      for (let i = 0; i < size; i++) {
        const x = values[start + feature[first + i]];
        // Without a comparison that is true, x is missing or within bounds.
        const pass = x < low[first + i] || x >= high[first + i] ? 0 : Number.isNaN(x) ? missing[first + i] : 1;
        passes[i] = pass;
        set |= pass << i;
      }
      if (!isKept) set = 0;
      const at = set * size;
      if (!isKept || keptFor[set] !== leaf) {
        leafContributions(zero, first, size, passes, paths.values[l], weight, kept, at);
        keptFor[set] = leaf;
      }
      for (let i = 0; i < size; i++) phi[start + feature[first + i]] += kept[at + i];
    }
  }
}

/**
 * Shapley values of a leaf for a row that passes some entries of its path. For the subsets of the path's features that
 * could be known, `weight[n]` holds, for n known ones, the share of orderings times the share of subsets under which the
 * row reaches the leaf; it is built up entry by entry, then each entry is taken out again.
 */
function leafContributions(
  zero: Float64Array,
  first: number,
  size: number,
  passes: Uint8Array,
  value: number,
  weight: Float64Array,
  out: Float64Array,
  at: number,
): void {
  weight[0] = 1;
  for (let length = 1; length <= size; length++) {
    const z = zero[first + length - 1];
    const one = passes[length - 1];
    weight[length] = 0;
    for (let i = length - 1; i >= 0; i--) {
      weight[i + 1] += (one * weight[i] * (i + 1)) / (length + 1);
      weight[i] = (z * weight[i] * (length - i)) / (length + 1);
    }
  }
  for (let k = 0; k < size; k++) {
    const z = zero[first + k];
    let total = 0;
    if (passes[k] === 1) {
      let next = weight[size];
      for (let i = size - 1; i >= 0; i--) {
        const unwound = (next * (size + 1)) / (i + 1);
        total += unwound;
        next = weight[i] - (unwound * z * (size - i)) / (size + 1);
      }
    } else {
      for (let i = size - 1; i >= 0; i--) total += (weight[i] * (size + 1)) / (z * (size - i));
    }
    out[at + k] = total * (passes[k] - z) * value;
  }
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
