import type { Matrix } from '../../matrix.ts';
import type { OpenedLibrary } from './c_api.ts';
import { requireSuccess } from './errors.ts';

export type DMatrixOptions = {
  readonly labels?: ArrayLike<number>;
  /** One weight per row. */
  readonly weights?: ArrayLike<number>;
  /**
   * What stands for "not known" beside NaN, which always does. XGBoost refuses infinite values unless this is one of
   * the two infinities; then the other one is a value.
   */
  readonly missing?: number;
  readonly threads?: number;
};

/** XGBoost's copy of a matrix. */
export type DMatrix = {
  readonly handle: bigint;
  readonly rows: number;
  readonly cols: number;
  readonly free: () => void;
};

export function createDMatrix(
  library: OpenedLibrary,
  matrix: Matrix,
  { labels, weights, missing = Number.NaN, threads = 1 }: DMatrixOptions = {},
): DMatrix {
  const { rows, cols } = matrix;
  for (const [name, values] of Object.entries({ labels, weights })) {
    if (values && values.length !== rows) {
      throw new RangeError(`libxgboost: needs one of the ${name} per row, got ${values.length} for ${rows} rows`);
    }
  }
  const { api } = library;
  const out = new BigUint64Array(1);
  const code = api.XGDMatrixCreateFromMat_omp(rowMajorFloats(matrix), rows, cols, missing, out, threads);
  requireSuccess(library, 'XGDMatrixCreateFromMat_omp', code);
  const handle = out[0];
  const free = freeOnce(library, 'XGDMatrixFree', handle);
  try {
    for (const [field, values] of Object.entries({ label: labels, weight: weights })) {
      if (values === undefined) continue;
      const set = api.XGDMatrixSetFloatInfo(handle, field, Float32Array.from(values), rows);
      requireSuccess(library, 'XGDMatrixSetFloatInfo', set);
    }
  } catch (error) {
    free();
    throw error;
  }
  return { handle, rows, cols, free };
}

/** Row after row, in float32, as XGBoost takes a dense matrix. */
export function rowMajorFloats({ rows, cols, data }: Matrix): Float32Array {
  const out = new Float32Array(rows * cols);
  for (let j = 0; j < cols; j++) {
    for (let row = 0, at = j; row < rows; row++, at += cols) out[at] = data[j * rows + row];
  }
  return out;
}

/** Frees a handle the first time it is called: a second time would crash the process. */
export function freeOnce(library: OpenedLibrary, call: 'XGDMatrixFree' | 'XGBoosterFree', handle: bigint): () => void {
  let freed = false;
  return () => {
    if (freed) return;
    freed = true;
    requireSuccess(library, call, library.api[call](handle));
  };
}
