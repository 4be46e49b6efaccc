import { z } from 'zod';
import type { Matrix } from '../../matrix.ts';
import { type Booster, type BoosterParams, createBooster, loadBooster } from './booster.ts';
import { type OpenedLibrary, openCApi } from './c_api.ts';
import { createDMatrix, type DMatrix, type DMatrixOptions } from './dmatrix.ts';
import { LibxgboostError, requireSuccess } from './errors.ts';

type OpenOptions = {
  /** The shared library; without it, the names under which systems know it. */
  readonly path?: string;
};

/** XGBoost's own library, in this process. What it creates must be freed. */
export type Libxgboost = {
  /** The name or path it was found under. */
  readonly path: string;
  /** For instance 1.7.4. */
  readonly version: string;
  /** Whether it was built to train on an NVIDIA GPU; whether there is one is another question. */
  readonly hasCuda: boolean;
  /** Copies the matrix, in float32. */
  readonly createDMatrix: (matrix: Matrix, options?: DMatrixOptions) => DMatrix;
  /** Every matrix to train or evaluate on must be among `matrices`: XGBoost remembers its margins between rounds. */
  readonly createBooster: (params: BoosterParams, matrices?: readonly DMatrix[]) => Booster;
  /** A booster from a model file, JSON or UBJSON. @throws LibxgboostError when XGBoost refuses it */
  readonly loadBooster: (model: Uint8Array, params?: BoosterParams) => Booster;
};

const NAMES = ['libxgboost.so', 'libxgboost.so.0', 'libxgboost.dylib', 'xgboost.dll'];

/** Opens libxgboost, or says why it cannot be had: it and the binding to it are optional. */
export function openLibxgboost({ path }: OpenOptions = {}): Libxgboost | { readonly unavailable: string } {
  const library = openCApi(path === undefined ? NAMES : [path]);
  if ('unavailable' in library) return library;
  return {
    path: library.path,
    version: versionOf(library),
    hasCuda: hasCuda(library),
    createDMatrix: (matrix, options) => createDMatrix(library, matrix, options),
    createBooster: (params, matrices) => createBooster(library, params, matrices),
    loadBooster: (model, params) => loadBooster(library, model, params),
  };
}

function versionOf({ api }: OpenedLibrary): string {
  const parts = [new Int32Array(1), new Int32Array(1), new Int32Array(1)] as const;
  api.XGBoostVersion(...parts);
  return parts.map(([part]) => part).join('.');
}

const buildInfo = z.object({ USE_CUDA: z.boolean() });

function hasCuda(library: OpenedLibrary): boolean {
  const text = new BigUint64Array(1);
  requireSuccess(library, 'XGBuildInfo', library.api.XGBuildInfo(text));
  const parsed = buildInfo.safeParse(JSON.parse(library.memory.text(text[0])));
  if (parsed.success) return parsed.data.USE_CUDA;
  throw new LibxgboostError('XGBuildInfo', `expected whether USE_CUDA, got ${library.memory.text(text[0])}`);
}
