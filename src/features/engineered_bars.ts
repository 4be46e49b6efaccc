import type { Matrix } from '../matrix.ts';

/** What is computed and stored per session, one row or entry per bar. */
export type EngineeredBars = {
  readonly features: Matrix;
  /** Share of the own-history features that are known. */
  readonly completeness: Float64Array;
  /** Quality of the bar, 0…1. */
  readonly quality: Float64Array;
};
