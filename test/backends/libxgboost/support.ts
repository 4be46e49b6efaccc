import assert from 'node:assert/strict';
import {
  type Booster,
  type BoosterParams,
  type DMatrix,
  type Libxgboost,
  openLibxgboost,
} from '../../../src/backends/libxgboost/index.ts';
import { type GbtModel, predict } from '../../../src/learn/gbt/model.ts';
import { loadModel, saveModel } from '../../../src/learn/gbt/model_json.ts';
import type { Tree } from '../../../src/learn/gbt/tree.ts';
import { isLeaf } from '../../../src/learn/gbt/tree.ts';
import { createMatrix, type Matrix } from '../../../src/matrix.ts';
import { createRandom } from '../../../src/random.ts';
import type { Sample } from '../../learn/support.ts';

const opened = openLibxgboost({ path: process.env.PGAUGUR_LIBXGBOOST });

/** For `{ skip }`: false where XGBoost itself can be asked, else why the tests that need it don't run. */
export const skipWithoutLibxgboost: string | false = 'unavailable' in opened ? opened.unavailable : false;

export function libxgboost(): Libxgboost {
  if ('unavailable' in opened) throw new Error(opened.unavailable);
  return opened;
}

/** What all boosters here have in common. */
export const COMMON: BoosterParams = { objective: 'binary:logistic', tree_method: 'hist', nthread: 1, base_score: 0.5 };

/** Lets XGBoost learn a sample, hands on the booster and the matrix, and frees both. */
export function withTrained<Result>(
  { features, labels, featureNames }: Sample,
  params: BoosterParams,
  rounds: number,
  use: (booster: Booster, matrix: DMatrix) => Result,
): Result {
  const library = libxgboost();
  const matrix = library.createDMatrix(features, { labels });
  const booster = library.createBooster({ ...COMMON, ...params }, [matrix]);
  try {
    booster.setFeatureNames(featureNames);
    booster.boost(rounds, matrix);
    return use(booster, matrix);
  } finally {
    booster.free();
    matrix.free();
  }
}

/** Lets XGBoost read a model of ours. */
export function withLoaded<Result>(model: GbtModel, use: (booster: Booster) => Result): Result {
  const booster = libxgboost().loadBooster(new TextEncoder().encode(saveModel(model)));
  try {
    return use(booster);
  } finally {
    booster.free();
  }
}

export function withDMatrix<Result>(features: Matrix, use: (matrix: DMatrix) => Result, missing?: number): Result {
  const matrix = libxgboost().createDMatrix(features, { missing });
  try {
    return use(matrix);
  } finally {
    matrix.free();
  }
}

export function loadOurs(booster: Booster): GbtModel {
  return loadModel(new TextDecoder().decode(booster.save()));
}

export type Extremes = { readonly infinities: boolean };

/**
 * Rows that test the edges of a model: every value is missing, a threshold of one of its splits, the float32 next to one
 * on either side, or random; on request also infinite.
 */
export function edgeRows(model: GbtModel, rows: number, seed: number, { infinities }: Extremes): Matrix {
  const { next, below } = createRandom(seed);
  const cols = model.featureNames.length;
  const thresholds = Array.from({ length: cols }, (_, j) => model.trees.flatMap((tree) => thresholdsOf(tree, j)));
  const matrix = createMatrix(rows, cols);
  const draw = (j: number): number => {
    const known = thresholds[j].length > 0 ? thresholds[j][below(thresholds[j].length)] : 4 * next() - 2;
    switch (below(infinities ? 8 : 6)) {
      case 0:
        return Number.NaN;
      case 1:
      case 2:
        return known;
      case 3:
        return neighbour(known, 1);
      case 4:
        return neighbour(known, -1);
      case 6:
        return Number.POSITIVE_INFINITY;
      case 7:
        return Number.NEGATIVE_INFINITY;
      default:
        return 4 * next() - 2;
    }
  };
  for (let j = 0; j < cols; j++) for (let row = 0; row < rows; row++) matrix.data[j * rows + row] = draw(j);
  return matrix;
}

function thresholdsOf(tree: Tree, feature: number): number[] {
  const nodes = Array.from({ length: tree.size }, (_, node) => node);
  return nodes.filter((node) => !isLeaf(tree, node) && tree.feature[node] === feature).map((n) => tree.condition[n]);
}

/** The float32 after, or before, the given one. */
function neighbour(value: number, step: 1 | -1): number {
  const float = Float32Array.of(value);
  const bits = new Int32Array(float.buffer);
  if (value === 0) return step * 2 ** -149;
  bits[0] += value > 0 ? step : -step;
  return float[0];
}

/** Equality within a tolerance, relative where a value is larger than 1. */
export function agree(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number, what = ''): void {
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < expected.length; i++) {
    const scale = Math.max(1, Math.abs(expected[i]));
    assert.ok(
      Math.abs(actual[i] - expected[i]) <= tolerance * scale,
      `${what} ${i}: ${actual[i]}, expected ${expected[i]}`,
    );
  }
}

/** Both predict the same probabilities, on edges and with infinite values. */
export function agreeOnEdges(model: GbtModel, booster: Booster, seed: number): void {
  const rows = edgeRows(model, 400, seed, { infinities: true });
  agree(predict(model, rows), booster.predictRows(rows), 1e-6, 'probability');
}
