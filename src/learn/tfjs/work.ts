import type { NetworkShape } from './network.ts';

/** What is computed of a network, from numbers to numbers: so it can be done on another thread or in another process. */
export type Work = {
  readonly shape: NetworkShape;
  /** All weights, one matrix after the other. */
  readonly weights: Float32Array;
  /** As blockInputs makes them. */
  readonly inputs: Float32Array;
} & (GradientWork | MarginWork | AttributionWork);

export type GradientWork = {
  readonly what: 'gradient';
  /** Rows per block. */
  readonly length: number;
  /** Per row, in the order of blockRows. */
  readonly labels: Float32Array;
  /** What a row's loss is multiplied with; 0 for rows that only fill a block. */
  readonly rowWeights: Float32Array;
  /** Rows × units for each of the network's `dropped`; none where nothing is switched off. */
  readonly masks: readonly Float32Array[];
};

export type MarginWork = { readonly what: 'margins'; readonly length: number };

/** Blocks of one row each. */
export type AttributionWork = { readonly what: 'attribution'; readonly steps: number };

/** Does work, and waits for its results. */
export type Arithmetic = (work: Work) => readonly Float32Array[];
