export type { Booster, BoosterParams } from './booster.ts';
export type { DMatrix, DMatrixOptions } from './dmatrix.ts';
export { libxgboostEngine } from './engine.ts';
export { LibxgboostError } from './errors.ts';
export { type Libxgboost, openLibxgboost } from './library.ts';
