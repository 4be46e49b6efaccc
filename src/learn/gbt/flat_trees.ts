import { isLeaf, type Tree } from './tree.ts';

/**
 * Trees laid out for speed: all nodes one after the other, the right child always next to the left one, so that a step
 * is an addition and no branch that the processor could guess wrong. A leaf is its own left child, and never left.
 */
export type FlatTrees = {
  readonly roots: Int32Array;
  /** Steps after which every row has reached its leaf. */
  readonly depths: Int32Array;
  readonly feature: Int32Array;
  /** NaN for a leaf: no value reaches it. */
  readonly threshold: Float32Array;
  readonly leftChild: Int32Array;
  /** 1 where missing values go right. */
  readonly missingRight: Uint8Array;
  /** Of leaves. */
  readonly value: Float32Array;
};

export function flattenTrees(trees: readonly Tree[]): FlatTrees {
  const size = trees.reduce((sum, tree) => sum + tree.size, 0);
  const flat: FlatTrees = {
    roots: new Int32Array(trees.length),
    depths: new Int32Array(trees.length),
    feature: new Int32Array(size),
    threshold: new Float32Array(size).fill(Number.NaN),
    leftChild: new Int32Array(size),
    missingRight: new Uint8Array(size),
    value: new Float32Array(size),
  };
  let end = 0;
  trees.forEach((tree, t) => {
    flat.roots[t] = end;
    end = flatten(tree, t, flat);
  });
  return flat;
}

/** Lays out one tree from its root on, level by level; answers where it ends. */
function flatten(tree: Tree, t: number, flat: FlatTrees): number {
  const nodes = [0];
  const depthOf = [0];
  const root = flat.roots[t];
  for (let i = 0; i < nodes.length; i++) {
    const [node, at] = [nodes[i], root + i];
    flat.depths[t] = depthOf[i];
    if (isLeaf(tree, node)) {
      flat.leftChild[at] = at;
      flat.value[at] = tree.condition[node];
      continue;
    }
    flat.feature[at] = tree.feature[node];
    flat.threshold[at] = tree.condition[node];
    flat.missingRight[at] = 1 - tree.defaultLeft[node];
    flat.leftChild[at] = root + nodes.length;
    nodes.push(tree.left[node], tree.right[node]);
    depthOf.push(depthOf[i] + 1, depthOf[i] + 1);
  }
  return root + nodes.length;
}

/** Rows are walked in groups of this size, one step each in turn: the processor works on all of them at once. */
export const ROWS_PER_GROUP = 4;

/**
 * Adds the value of each row's leaf, tree by tree, to its margin. Rows are `cols` values in float32 each; there must be
 * room for a whole last group.
 */
export function addLeafValues(flat: FlatTrees, values: Float32Array, cols: number, margins: Float64Array): void {
  const { feature, threshold, leftChild, missingRight, value } = flat;
  for (let t = 0; t < flat.roots.length; t++) {
    const root = flat.roots[t];
    const depth = flat.depths[t];
    for (let row = 0, first = 0; row < margins.length; row += ROWS_PER_GROUP, first += ROWS_PER_GROUP * cols) {
      const [second, third, fourth] = [first + cols, first + 2 * cols, first + 3 * cols];
      let a = root;
      let b = root;
      let c = root;
      let d = root;
      for (let step = 0; step < depth; step++) {
        const x = values[first + feature[a]];
        const y = values[second + feature[b]];
        const z = values[third + feature[c]];
        const w = values[fourth + feature[d]];
        a = leftChild[a] + (Number.isNaN(x) ? missingRight[a] : Number(x >= threshold[a]));
        b = leftChild[b] + (Number.isNaN(y) ? missingRight[b] : Number(y >= threshold[b]));
        c = leftChild[c] + (Number.isNaN(z) ? missingRight[c] : Number(z >= threshold[c]));
        d = leftChild[d] + (Number.isNaN(w) ? missingRight[d] : Number(w >= threshold[d]));
      }
      margins[row] += value[a];
      margins[row + 1] += value[b];
      margins[row + 2] += value[c];
      margins[row + 3] += value[d];
    }
  }
}
