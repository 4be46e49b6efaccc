import type { BinnedMatrix } from './bins.ts';
import { findSplit, type SplitCandidate } from './find_split.ts';
import { type GradientSums, nodeWeight, sumGradients } from './gain.ts';
import { buildHistogram, createHistogram, type Histogram, subtractHistogram } from './histogram.ts';
import type { GbtParams } from './params.ts';
import { partitionRows } from './partition_rows.ts';
import { NO_NODE, type Tree } from './tree.ts';
import { createTreeBuilder } from './tree_builder.ts';

/** A node whose rows are `rows[from … to − 1]`. */
type Node = { readonly id: number; readonly from: number; readonly to: number; readonly sums: GradientSums };

/** A node for which a split was found. Its histogram is kept while its children may need it. */
type SplitNode = Node & { readonly split: SplitCandidate; readonly histogram: Histogram };

/** Grows one tree from gradients (interleaved, see logistic.ts) on a sample of rows and columns. Reorders `rows`. */
export type Grower = (gradients: Float32Array, rows: Int32Array, columns: Int32Array) => Tree;

/**
 * A grower for many trees on the same binned matrix; they share its buffers.
 *
 * Trees grow level by level (XGBoost's `depthwise` policy): every node of a level is split or stays a leaf before the
 * next level starts. The sums of a node come from the split that made it, not from its rows again, as in XGBoost.
 */
export function createGrower(binned: BinnedMatrix, params: GbtParams): Grower {
  const freeHistograms: Histogram[] = [];
  const partitionScratch = new Int32Array(binned.rows);
  const eta = Math.fround(params.eta);
  const mayBeSplit = ({ sums }: Node) => sums.hessian >= 2 * params.min_child_weight;

  return function growTree(gradients, rows, columns) {
    const builder = createTreeBuilder();

    function addNode(parent: number, from: number, to: number, sums: GradientSums): Node {
      const value = Math.fround(nodeWeight(sums, params) * eta);
      return { id: builder.addLeaf(parent, value, sums.hessian), from, to, sums };
    }

    function countRows({ from, to }: Node): Histogram {
      const histogram = freeHistograms.pop() ?? createHistogram(binned);
      buildHistogram(histogram, binned, columns, rows, from, to, gradients);
      return histogram;
    }

    /** Looks for a split; without one the node stays a leaf and its histogram is free again. */
    function examine(node: Node, histogram: Histogram, isLastLevel: boolean): SplitNode[] {
      const split = mayBeSplit(node) ? findSplit(histogram, node.sums, binned, columns, params) : undefined;
      // Given back at once on the last level, where no child will want it: the next node then reuses memory still in cache.
      if (split === undefined || isLastLevel) freeHistograms.push(histogram);
      return split === undefined ? [] : [{ ...node, split, histogram }];
    }

    /** Carries out the split of a node. */
    function splitNode({ id, from, to, sums, split }: SplitNode): [left: Node, right: Node] {
      const middle = partitionRows(binned, rows, from, to, split, partitionScratch);
      const left = addNode(id, from, middle, split.left);
      const right = addNode(id, middle, to, split.right);
      builder.split(id, split, nodeWeight(sums, params), left.id, right.id);
      return [left, right];
    }

    const root = addNode(NO_NODE, 0, rows.length, sumGradients(gradients, rows));
    let level = examine(root, countRows(root), params.max_depth === 1);
    for (let depth = 1; level.length > 0; depth++) {
      const next: SplitNode[] = [];
      for (const node of level) {
        const [left, right] = splitNode(node);
        if (depth === params.max_depth) continue;
        if (!mayBeSplit(left) && !mayBeSplit(right)) {
          freeHistograms.push(node.histogram);
          continue;
        }
        // The child with fewer rows is counted; the other is what remains of the parent, whose histogram it takes over.
        const leftIsSmaller = left.to - left.from <= right.to - right.from;
        const counted = countRows(leftIsSmaller ? left : right);
        subtractHistogram(node.histogram, counted, binned, columns);
        const isLastLevel = depth + 1 === params.max_depth;
        next.push(...examine(left, leftIsSmaller ? counted : node.histogram, isLastLevel));
        next.push(...examine(right, leftIsSmaller ? node.histogram : counted, isLastLevel));
      }
      level = next;
    }
    return builder.finish();
  };
}
