import { binMatrix } from '../../src/learn/gbt/bins.ts';
import { fitGbt, type GbtFitInput } from '../../src/learn/gbt/fit.ts';
import { parseGbtParams } from '../../src/learn/gbt/params.ts';
import type { Matrix } from '../../src/matrix.ts';
import { createRandom } from '../../src/random.ts';

export const NONE = Number.NaN;

export function matrixOf(...columns: ArrayLike<number>[]): Matrix {
  const data = Float64Array.from(columns.flatMap((values) => Array.from(values)));
  return { rows: columns[0].length, cols: columns.length, data };
}

type FitOptions = Partial<Omit<GbtFitInput, 'params' | 'labels'>> & { readonly params?: object };

/** A fit on all rows unless told otherwise; one round, full steps and a base score of one half, to reckon by hand. */
export function fitOn(features: Matrix, labels: ArrayLike<number>, { params, ...rest }: FitOptions = {}) {
  const parsed = parseGbtParams({ eta: 1, base_score: 0.5, min_child_weight: 0, ...params });
  return fitGbt({
    binned: binMatrix(features, { maxBin: parsed.max_bin }),
    labels: Uint8Array.from(labels),
    featureNames: Array.from({ length: features.cols }, (_, j) => `f${j}`),
    params: parsed,
    train: [0, features.rows],
    rounds: 1,
    seed: 1,
    ...rest,
  });
}

/** Standard normal draws. */
export function normals(seed: number): () => number {
  const { next } = createRandom(seed);
  return () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

export type Sample = { readonly features: Matrix; readonly labels: Uint8Array; readonly featureNames: string[] };

/**
 * Normal columns, a share of them missing, and labels that lean on the first two: `strength` 0 is pure noise, 1 about
 * half signal.
 */
export function sample(rows: number, cols: number, seed: number, { strength = 1, missing = 0 } = {}): Sample {
  const normal = normals(seed);
  const { next } = createRandom(seed, 9);
  const data = Float64Array.from({ length: rows * cols }, normal);
  const labels = Uint8Array.from({ length: rows }, (_, row) =>
    strength * (data[row] + data[rows + row]) + Math.SQRT2 * normal() > 0 ? 1 : 0,
  );
  const features = { rows, cols, data: data.map((value) => (next() < missing ? NONE : value)) };
  return { features, labels, featureNames: Array.from({ length: cols }, (_, j) => `f${j}`) };
}
