import { type BinnedMatrix, binCount } from './bins.ts';
import { HOW } from './column_work.ts';
import { type GradientSums, nodeScore, nodeWeight, sumPairs } from './gain.ts';
import type { Threads } from './helpers.ts';
import type { GbtParams } from './params.ts';
import type { RowSample } from './sample.ts';
import { createTeam, type FoundSplit, type NodeWork } from './team.ts';
import { NO_NODE, type Tree } from './tree.ts';
import { createTreeBuilder, type Split } from './tree_builder.ts';
import { ALMOST_ONE, SMALLEST } from './wasm/kernels.ts';
import { createWorkspace } from './workspace.ts';

/** A node whose rows are the positions from … to − 1 in node order. */
type Node = {
  readonly id: number;
  readonly depth: number;
  readonly from: number;
  readonly to: number;
  readonly sums: GradientSums;
};

/** A node for which a split was found. Its histogram is kept while its children may need it. */
type SplitNode = Node & { readonly split: Split; readonly histogram: number | undefined };

/** Columns that a node at some depth may be split by; undefined for all of the tree's. */
type NodeColumns = (depth: number) => ReadonlySet<number> | undefined;

export type Grower = {
  /**
   * Grows one tree from gradients (interleaved, see logistic.ts) on a sample of rows and columns, all ascending.
   * `columnsOf` is asked once for every node that is looked at.
   */
  readonly grow: (gradients: Float32Array, rows: RowSample, columns: Int32Array, columnsOf: NodeColumns) => Tree;
  /** Adds the values of the last tree's leaves to the margins of all rows of the sample, drawn or not. */
  readonly addLeaves: (margins: Float32Array) => void;
  readonly close: () => void;
};

/**
 * Below so many rows, or fewer than a column has bins, both children of a node are counted: that is less work than
 * keeping and subtracting histograms, and it bounds how many are kept.
 */
const FEWEST_ROWS_TO_SUBTRACT = 256;

/**
 * A grower for many trees on the same binned matrix, on so many threads; their number changes no bit of a tree.
 *
 * With `depthwise` growth every node of a level is split before the next level, with `lossguide` the split with the
 * largest gain comes first, at equal gains the older node's; either way until max_leaves are reached. The sums of a node
 * come from the split that made it, not from its rows again. All as in XGBoost.
 */
export function createGrower(binned: BinnedMatrix, given: GbtParams, threads: Threads): Grower {
  const params = inFloat32(given);
  const space = createWorkspace(binned, threads.count > 1);
  const { kernels, freeHistogram } = space;
  const helpers = threads.callHelpers(threads.count - 1, space.memory, space.codeBytes);
  const team = createTeam(space.memory, kernels, helpers, SMALLEST);
  const { eta } = params;
  const maxDepth = params.max_depth === 0 ? Number.POSITIVE_INFINITY : params.max_depth;
  const maxLeaves = params.max_leaves === 0 ? Number.POSITIVE_INFINITY : params.max_leaves;
  const fewestRows = Math.max(FEWEST_ROWS_TO_SUBTRACT, binned.cuts.length / binned.cols);
  const isLossGuided = params.grow_policy === 'lossguide';
  let leaves: { readonly from: number; readonly to: number; readonly value: number }[] = [];

  const mayBeSplit = ({ depth, sums }: Node) => depth < maxDepth && sums.hessian >= 2 * params.min_child_weight;

  function workOn(node: Node, side: 0 | 1, how: NodeWork['how'], histogram: number, columnsOf: NodeColumns): NodeWork {
    const isExamined = mayBeSplit(node);
    const bit = side === 0 ? 1 : 2;
    const wanted = isExamined ? columnsOf(node.depth) : undefined;
    if (wanted) space.want(bit, (column) => wanted.has(column));
    const { gradient, hessian } = node.sums;
    const { lambda, alpha, max_delta_step: maxDeltaStep } = params;
    const minWeight = Math.max(params.min_child_weight, SMALLEST);
    const scoreBefore = nodeScore(node.sums, params);
    const W = hessian + 2 * lambda;
    const parentTerm = (gradient * gradient) / W;
    return {
      how,
      histogram,
      rows: space.rowsAt + 4 * node.from,
      pairs: space.pairsAt + 16 * node.from,
      end: space.rowsAt + 4 * node.to,
      examine: isExamined ? bit : 0,
      fields: {
        gradient,
        hessian,
        minWeight,
        maxWeight: hessian - minWeight,
        scoreBefore,
        lambda,
        alpha,
        maxDeltaStep,
        W,
        mean: gradient / W,
        parentTerm,
        bar: ((scoreBefore + SMALLEST) * ALMOST_ONE - parentTerm) / W,
      },
    };
  }

  /** Reorders the positions from … to − 1 so that rows going left come first; answers where the right ones begin. */
  function partition({ feature, lastLeftBin, defaultLeft }: Split, from: number, to: number): number {
    const { rowsAt, pairsAt, spareRowsAt, sparePairsAt } = space;
    const missing = binCount(binned, feature);
    const [rows, pairs, end] = [rowsAt + 4 * from, pairsAt + 16 * from, rowsAt + 4 * to];
    const codes = space.codesOf(feature);
    const missingLeft = defaultLeft ? 1 : 0;
    const middle = kernels.partition(
      codes,
      lastLeftBin,
      missing,
      missingLeft,
      rows,
      pairs,
      end,
      spareRowsAt,
      sparePairsAt,
    );
    return ((middle >>> 0) - rowsAt) / 4;
  }

  /** The node with the split that was found, if it is worth making. */
  function withSplit(node: Node, found: FoundSplit | undefined, histogram: number): SplitNode[] {
    const keeps = found && found.gain >= params.gamma;
    const isLarge = node.to - node.from >= fewestRows && node.depth + 1 < maxDepth;
    if (!keeps || !isLarge) freeHistogram(histogram);
    return keeps
      ? [{ ...node, split: splitOf(binned, node.sums, found), histogram: isLarge ? histogram : undefined }]
      : [];
  }

  function grow(gradients: Float32Array, rows: RowSample, columns: Int32Array, columnsOf: NodeColumns): Tree {
    const builder = createTreeBuilder();
    const nodes: Node[] = [];
    const divided: { readonly split: Split; readonly left: number; readonly right: number }[] = [];
    team.useColumns(space.columnsAt, space.describeColumns(columns));
    gather(gradients, rows, space.rows, space.pairs);
    const drawn = rows.drawn.length;

    function addNode(parent: number, depth: number, from: number, to: number, sums: GradientSums): Node {
      const value = Math.fround(nodeWeight(sums, params) * eta);
      const node = { id: builder.addLeaf(parent, value, sums.hessian), depth, from, to, sums };
      nodes.push(node);
      return node;
    }

    /** Carries out the split of a node. */
    function divide({ id, depth, from, to, sums, split }: SplitNode): [left: Node, right: Node] {
      const between = partition(split, from, to);
      const left = addNode(id, depth + 1, from, between, split.left);
      const right = addNode(id, depth + 1, between, to, split.right);
      builder.split(id, split, nodeWeight(sums, params), left.id, right.id);
      divided[id] = { split, left: left.id, right: right.id };
      return [left, right];
    }

    /** Looks for splits of both children of a node. */
    function examineChildren(parent: SplitNode, left: Node, right: Node): SplitNode[] {
      if (!mayBeSplit(left) && !mayBeSplit(right)) {
        if (parent.histogram !== undefined) freeHistogram(parent.histogram);
        return [];
      }
      // The child with fewer rows is counted; the other is what remains of the parent, whose histogram it takes over.
      const leftIsSmaller = left.to - left.from <= right.to - right.from;
      const counted = space.takeHistogram();
      const other = parent.histogram ?? space.takeHistogram();
      const isOtherExamined = mayBeSplit(leftIsSmaller ? right : left);
      const howIfExamined = parent.histogram === undefined ? HOW.counted : HOW.parentLessSibling;
      const howOther = isOtherExamined ? howIfExamined : HOW.absent;
      const [ofLeft, ofRight] = leftIsSmaller ? [counted, other] : [other, counted];
      const [foundLeft, foundRight] = team.step(
        workOn(left, 0, leftIsSmaller ? HOW.counted : howOther, ofLeft, columnsOf),
        workOn(right, 1, leftIsSmaller ? howOther : HOW.counted, ofRight, columnsOf),
      );
      return [...withSplit(left, foundLeft, ofLeft), ...withSplit(right, foundRight, ofRight)];
    }

    const root = addNode(NO_NODE, 0, 0, drawn, sumPairs(space.pairs.subarray(0, 2 * drawn)));
    const histogram = space.takeHistogram();
    const [found] = mayBeSplit(root) ? team.step(workOn(root, 0, HOW.counted, histogram, columnsOf)) : [];
    const open = withSplit(root, found, histogram);
    for (let count = 1; open.length > 0 && count < maxLeaves; count++) {
      const [next] = open.splice(isLossGuided ? largestGain(open) : 0, 1);
      const [left, right] = divide(next);
      open.push(...examineChildren(next, left, right));
    }
    for (const node of open) if (node.histogram !== undefined) freeHistogram(node.histogram);
    const tree = builder.finish();
    leaves = [];
    // The rows that were not drawn follow the same splits, behind those that were.
    const others = [{ from: drawn, to: drawn + rows.others.length }];
    for (const { id, from, to } of nodes) {
      const ofOthers = others[id];
      if (divided[id]) {
        const { split, left, right } = divided[id];
        const between = partition(split, ofOthers.from, ofOthers.to);
        others[left] = { from: ofOthers.from, to: between };
        others[right] = { from: between, to: ofOthers.to };
      } else {
        const value = tree.condition[id];
        leaves.push({ from, to, value }, { ...ofOthers, value });
      }
    }
    return tree;
  }

  return {
    grow,
    addLeaves(margins) {
      for (const { from, to, value } of leaves) {
        for (let i = from; i < to; i++) margins[space.rows[i]] += value;
      }
    },
    close() {
      helpers.dismiss();
      space.release(helpers.haveLeft);
    },
  };
}

/** The parameters as XGBoost stores them. */
function inFloat32(params: GbtParams): GbtParams {
  const { eta, lambda, alpha, gamma, min_child_weight, max_delta_step } = params;
  return {
    ...params,
    eta: Math.fround(eta),
    lambda: Math.fround(lambda),
    alpha: Math.fround(alpha),
    gamma: Math.fround(gamma),
    min_child_weight: Math.fround(min_child_weight),
    max_delta_step: Math.fround(max_delta_step),
  };
}

/** Position of the split with the largest gain, the oldest of several: nodes are open in the order of their numbers. */
function largestGain(open: readonly SplitNode[]): number {
  let best = 0;
  for (let i = 1; i < open.length; i++) if (open[i].split.gain > open[best].split.gain) best = i;
  return best;
}

/** Puts the rows of a tree, and the gradients and hessians of those drawn, where the kernels read them. */
function gather(gradients: Float32Array, { drawn, others }: RowSample, rows: Int32Array, pairs: Float64Array): void {
  rows.set(drawn);
  rows.set(others, drawn.length);
  for (let i = 0; i < drawn.length; i++) {
    pairs[2 * i] = gradients[2 * drawn[i]];
    pairs[2 * i + 1] = gradients[2 * drawn[i] + 1];
  }
}

function splitOf(binned: BinnedMatrix, node: GradientSums, found: FoundSplit): Split {
  const passed = { gradient: found.gradient, hessian: found.hessian };
  const rest = { gradient: node.gradient - found.gradient, hessian: node.hessian - found.hessian };
  const lastLeftBin = found.fromLeft ? found.bin : found.bin - 1;
  const isBelowAll = lastLeftBin < 0;
  const threshold = isBelowAll
    ? binned.floors[found.column]
    : binned.cuts[binned.cutOffsets[found.column] + lastLeftBin];
  return {
    feature: found.column,
    lastLeftBin,
    threshold,
    defaultLeft: !found.fromLeft,
    gain: found.gain,
    left: found.fromLeft ? passed : rest,
    right: found.fromLeft ? rest : passed,
  };
}
