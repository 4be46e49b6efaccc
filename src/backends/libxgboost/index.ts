export type { Booster, BoosterParams, RoundRange } from './booster.ts';
export type { DMatrix, DMatrixOptions } from './dmatrix.ts';
export { type EngineOptions, libxgboostEngine } from './engine.ts';
export { LibxgboostError } from './errors.ts';
export { type Libxgboost, type OpenOptions, openLibxgboost } from './library.ts';
