import type { BinnedMatrix } from './bins.ts';
import { createRowCounter, fromHistogram } from './bin-sums.ts';
import { findSplit } from './find-split.ts';
import { type GradientSums, nodeWeight, sumGradients } from './gain.ts';
import { buildHistogram, createHistogram, type Histogram, subtractHistogram } from './histogram.ts';
import type { GbtParams } from './params.ts';
import { partitionRows } from './partition-rows.ts';
import { NO_NODE, type Tree } from './tree.ts';
import { createTreeBuilder } from './tree-builder.ts';

/** A node whose rows are `rows[from … to − 1]`. */
type Node = { readonly id: number; readonly from: number; readonly to: number; readonly sums: GradientSums };

/** A node that may still be split; one with few rows has no histogram, its rows are counted when they are needed. */
type OpenNode = Node & { readonly histogram?: Histogram };

/** Grows one tree from gradients (interleaved, see logistic.ts) on a sample of rows and columns. Reorders `rows`. */
export type Grower = (gradients: Float32Array, rows: Int32Array, columns: Int32Array) => Tree;

/**
 * A grower for many trees on the same binned matrix; they share its buffers.
 *
 * Trees grow level by level (XGBoost's `depthwise` policy): every node of a level is split or stays a leaf before the
 * next level starts. The sums of a node come from the split that made it, not from its rows again, as in XGBoost.
 */
export function createGrower(binned: BinnedMatrix, params: GbtParams): Grower {
  const fromRows = createRowCounter(binned);
  const freeHistograms: Histogram[] = [];
  const partitionScratch = new Int32Array(binned.rows);
  const eta = Math.fround(params.eta);
  const few = Number(process.env.FEW ?? 1) * binned.cuts.length / binned.cols;

  return function growTree(gradients, rows, columns) {
    const builder = createTreeBuilder();

    function addNode(parent: number, from: number, to: number, sums: GradientSums): Node {
      const value = Math.fround(nodeWeight(sums, params) * eta);
      return { id: builder.addLeaf(parent, value, sums.hessian), from, to, sums };
    }

    function histogramOf({ from, to }: Node): Histogram {
      const histogram = freeHistograms.pop() ?? createHistogram(binned);
      buildHistogram(histogram, binned, columns, rows, from, to, gradients);
      return histogram;
    }

    /** Splits a node if a split pays; answers its two children, or none. */
    function split(node: OpenNode): Node[] {
      const source = node.histogram
        ? fromHistogram(node.histogram, binned)
        : fromRows(rows, node.from, node.to, gradients);
      const best = findSplit(node.sums, source, binned, columns, params);
      if (best === undefined) return [];
      const middle = partitionRows(binned, rows, node.from, node.to, best, partitionScratch);
      const left = addNode(node.id, node.from, middle, best.left);
      const right = addNode(node.id, middle, node.to, best.right);
      builder.split(node.id, best, nodeWeight(node.sums, params), left.id, right.id);
      return [left, right];
    }

    /** Those of two siblings that may be split. */
    function open(parent: OpenNode, [left, right]: readonly Node[]): OpenNode[] {
      const mayBeSplit = ({ sums }: Node) => sums.hessian >= 2 * params.min_child_weight;
      const [smaller, larger] = left.to - left.from <= right.to - right.from ? [left, right] : [right, left];
      if (!parent.histogram || larger.to - larger.from <= few || !(mayBeSplit(left) || mayBeSplit(right))) {
        if (parent.histogram) freeHistograms.push(parent.histogram);
        return [left, right].filter(mayBeSplit);
      }
      const counted = histogramOf(smaller);
      subtractHistogram(parent.histogram, counted, binned, columns);
      const siblings = [
        { ...left, histogram: left === smaller ? counted : parent.histogram },
        { ...right, histogram: right === smaller ? counted : parent.histogram },
      ];
      for (const node of siblings) if (!mayBeSplit(node)) freeHistograms.push(node.histogram);
      return siblings.filter(mayBeSplit);
    }

    const root = addNode(NO_NODE, 0, rows.length, sumGradients(gradients, rows));
    let level: OpenNode[] = [{ ...root, histogram: histogramOf(root) }];
    for (let depth = 1; level.length > 0; depth++) {
      const next: OpenNode[] = [];
      for (const node of level) {
        const children = split(node);
        if (children.length > 0 && depth < params.max_depth) next.push(...open(node, children));
        else if (node.histogram) freeHistograms.push(node.histogram);
      }
      level = next;
    }
    return builder.finish();
  };
}
