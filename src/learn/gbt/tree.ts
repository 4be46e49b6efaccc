import type { Matrix } from '../../matrix.ts';

/**
 * A regression tree as parallel arrays, laid out and named after XGBoost's: node 0 is the root, a leaf has no children
 * (−1). A row whose value is below the threshold goes left; a missing value goes where `defaultLeft` says.
 */
export type Tree = {
  readonly size: number;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly parent: Int32Array;
  readonly feature: Int32Array;
  /** Threshold of a split; of a leaf, its value (the margin it adds). */
  readonly condition: Float32Array;
  readonly defaultLeft: Uint8Array;
  /** Reduction in loss by the split; 0 for a leaf. */
  readonly gain: Float32Array;
  /** Sum of hessians of the training rows that reach the node. */
  readonly cover: Float32Array;
  /** −G / (H + λ) of an inner node, unshrunk; a leaf's value. Kept for the file format; nothing here reads it. */
  readonly baseWeight: Float32Array;
};

export const NO_NODE = -1;

export function isLeaf(tree: Tree, node: number): boolean {
  return tree.left[node] === NO_NODE;
}

/** The child that a row with this value (float32, NaN for missing) goes to from an inner node. */
export function childOf(tree: Tree, node: number, value: number): number {
  const goesLeft = Number.isNaN(value) ? tree.defaultLeft[node] === 1 : value < tree.condition[node];
  return goesLeft ? tree.left[node] : tree.right[node];
}

/** The leaf that a row of the matrix ends in. Inputs are rounded to float32, as XGBoost rounds them on entry. */
export function leafOf(tree: Tree, matrix: Matrix, row: number): number {
  let node = 0;
  while (!isLeaf(tree, node)) {
    node = childOf(tree, node, Math.fround(matrix.data[tree.feature[node] * matrix.rows + row]));
  }
  return node;
}
