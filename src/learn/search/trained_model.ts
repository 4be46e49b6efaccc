import type { DroppedColumn } from '../rows/columns.ts';
import type { PooledWalkForward } from '../rows/pooled_folds.ts';
import type { SearchResult } from './search.ts';

/** What a training leaves behind: all that is stored of it, whoever computed it. */
export type TrainedModel = Omit<SearchResult, 'model' | 'validation'> & {
  readonly family: string;
  /** The columns that were learned from. */
  readonly featureNames: readonly string[];
  /** The same rows with the same seed give the same artifact. */
  readonly seed: number;
  /** The fitted model in its family's own format. */
  readonly artifact: Uint8Array;
  readonly seconds: number;
  /** What trained it, to be recorded. */
  readonly artifactFormat: string;
  readonly engine: string;
  readonly device: string;
};

/** Of a pool, which is cut into folds where it is trained. */
export type TrainedPooledModel = TrainedModel & {
  readonly split: PooledWalkForward;
  readonly dropped: readonly { readonly feature: string; readonly reason: DroppedColumn['reason'] }[];
};
