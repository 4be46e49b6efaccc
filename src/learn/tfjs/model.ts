import type { Model } from '../family.ts';
import type { NetworkParams } from './params.ts';
import type { Standardisation } from './standardise.ts';
import type { Device } from './tf.ts';

/** A trained network. It holds no tensors: whoever uses it makes them, on any backend, and releases them. */
export type TfjsModel = Model & {
  readonly family: NetworkParams['kind'];
  readonly config: NetworkParams;
  readonly standardisation: Standardisation;
  /** All weights, one matrix after the other. */
  readonly weights: Float32Array;
  /** Added to the network's margin, gives log-odds. */
  readonly offset: number;
  /** Mean absolute contribution to the log-odds, per feature, over training rows. */
  readonly importance: Float64Array;
  readonly seed: number;
  /** Epochs behind the weights. */
  readonly epochs: number;
  readonly trainedOn: Device;
};
