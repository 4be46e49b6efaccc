import { type BinnedMatrix, binMatrix } from '../../src/learn/gbt/bins.ts';
import { createGrower } from '../../src/learn/gbt/grow_tree.ts';
import { ONE_THREAD } from '../../src/learn/gbt/helpers.ts';
import { type GbtParams, parseGbtParams } from '../../src/learn/gbt/params.ts';
import { sampleRows, sampleTreeColumns } from '../../src/learn/gbt/sample.ts';
import { isLeaf, leafOf, type Tree } from '../../src/learn/gbt/tree.ts';
import type { RowRange } from '../../src/learn/rows/split.ts';
import type { Matrix } from '../../src/matrix.ts';
import { createRandom } from '../../src/random.ts';

export type QuantileFit = {
  readonly features: Matrix;
  readonly targets: Float64Array;
  readonly share: number;
  readonly params: unknown;
  readonly train: RowRange;
  /** What the number of rounds is chosen on. */
  readonly validation: RowRange;
  readonly rounds: number;
  readonly patience: number;
  readonly seed: number;
};

/**
 * One quantile of the targets by boosted trees, as XGBoost's objective `reg:quantileerror` has it: from the quantile of
 * all targets on; gradient 1 − α above the target and −α below, hessian 1; and the value of a leaf is no Newton step but
 * the quantile of the residuals of the rows that grew it, shrunk. Grown by the product's learner.
 * @returns what it says of every row
 */
export function quantileTrees(fit: QuantileFit): { readonly said: Float64Array; readonly rounds: number } {
  const { features, targets, share, train, validation, patience } = fit;
  const params = parseGbtParams(fit.params);
  const binned = binMatrix(features, { maxBin: params.max_bin, cutRows: train });
  const said = new Float64Array(binned.rows).fill(weibullQuantile(targets.slice(...train).sort(), share));
  const grower = createGrower(binned, params, ONE_THREAD);
  const [rowRandom, columnRandom] = [createRandom(fit.seed, 1), createRandom(fit.seed, 2)];
  const gradients = new Float32Array(2 * binned.rows);
  let best = { said: said.slice(), loss: meanPinball(said, targets, share, validation), rounds: 0 };
  for (let round = 1; round <= fit.rounds && round - best.rounds <= patience; round++) {
    for (let row = train[0]; row < train[1]; row++) {
      gradients[2 * row] = said[row] >= targets[row] ? 1 - share : -share;
      gradients[2 * row + 1] = 1;
    }
    const rows = sampleRows(train, params.subsample, rowRandom);
    const columns = sampleTreeColumns(binned.cols, params, columnRandom);
    const tree = grower.grow(gradients, rows, columns.ofTree, columns.ofNode);
    const values = leafValues(tree, binned, rows.drawn, (row) => targets[row] - said[row], params, share);
    for (let row = 0; row < binned.rows; row++) said[row] += values[leafOf(tree, features, row)];
    const loss = meanPinball(said, targets, share, validation);
    if (loss < best.loss) best = { said: said.slice(), loss, rounds: round };
  }
  grower.close();
  return { said: best.said, rounds: best.rounds };
}

function leafValues(
  tree: Tree,
  binned: BinnedMatrix,
  rows: Int32Array,
  residual: (row: number) => number,
  { eta }: GbtParams,
  share: number,
): Float64Array {
  const residuals = Array.from({ length: tree.size }, (): number[] => []);
  for (const row of rows) residuals[leafOf(tree, binned.source, row)].push(residual(row));
  return Float64Array.from(residuals, (ofLeaf, node) =>
    isLeaf(tree, node) && ofLeaf.length > 0 ? eta * weibullQuantile(Float64Array.from(ofLeaf).sort(), share) : 0,
  );
}

/** Type 6: linear between ranks i / (n + 1), as XGBoost's. */
function weibullQuantile(sorted: Float64Array, share: number): number {
  const at = Math.min(sorted.length, Math.max(1, share * (sorted.length + 1))) - 1;
  const below = Math.floor(at);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

function meanPinball(said: Float64Array, targets: Float64Array, share: number, [from, to]: RowRange): number {
  let sum = 0;
  for (let row = from; row < to; row++) {
    const above = targets[row] - said[row];
    sum += above >= 0 ? share * above : (share - 1) * above;
  }
  return sum / (to - from);
}
