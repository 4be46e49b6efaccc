import type { GradientSums } from './gain.ts';
import { NO_NODE, type Tree } from './tree.ts';

/** How the rows of a node are told apart. */
export type Split = {
  readonly feature: number;
  /** Codes up to and including this bin go left; −1 when none but the missing rows do. */
  readonly lastLeftBin: number;
  readonly threshold: number;
  readonly defaultLeft: boolean;
  readonly gain: number;
  readonly left: GradientSums;
  readonly right: GradientSums;
};

/** A tree while it grows. Nodes are numbered in the order they are added, children always after their parent. */
type TreeBuilder = {
  /** Adds a leaf and answers its number. */
  readonly addLeaf: (parent: number, value: number, cover: number) => number;
  /** Turns a leaf into an inner node; its children are added by the caller. */
  readonly split: (node: number, split: Split, baseWeight: number, left: number, right: number) => void;
  readonly finish: () => Tree;
};

export function createTreeBuilder(): TreeBuilder {
  const left: number[] = [];
  const right: number[] = [];
  const parents: number[] = [];
  const feature: number[] = [];
  const condition: number[] = [];
  const defaultLeft: number[] = [];
  const gain: number[] = [];
  const covers: number[] = [];
  const baseWeights: number[] = [];

  return {
    addLeaf(parent, value, cover) {
      left.push(NO_NODE);
      right.push(NO_NODE);
      parents.push(parent);
      feature.push(0);
      condition.push(value);
      defaultLeft.push(0);
      gain.push(0);
      covers.push(cover);
      baseWeights.push(value);
      return left.length - 1;
    },
    split(node, candidate, baseWeight, leftChild, rightChild) {
      left[node] = leftChild;
      right[node] = rightChild;
      feature[node] = candidate.feature;
      condition[node] = candidate.threshold;
      defaultLeft[node] = candidate.defaultLeft ? 1 : 0;
      gain[node] = candidate.gain;
      baseWeights[node] = baseWeight;
    },
    finish: () => ({
      size: left.length,
      left: Int32Array.from(left),
      right: Int32Array.from(right),
      parent: Int32Array.from(parents),
      feature: Int32Array.from(feature),
      condition: Float32Array.from(condition),
      defaultLeft: Uint8Array.from(defaultLeft),
      gain: Float32Array.from(gain),
      cover: Float32Array.from(covers),
      baseWeight: Float32Array.from(baseWeights),
    }),
  };
}
