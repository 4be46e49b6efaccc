import type * as core from '@tensorflow/tfjs-core';

/** TensorFlow.js: the functions of tfjs-core, which every package of it offers. Handed in; nothing here loads one. */
export type Tf = typeof core;

/**
 * Whether a tensor's numbers can be had at once. WebGPU hands them over later, and in Node not even slowly before, so
 * what runs on it reads at its end alone.
 */
export const readsAtOnce = (tf: Tf): boolean => tf.getBackend() !== 'webgpu';

/** What networks are trained on; recorded with every model. */
export type Device = {
  /** TensorFlow.js's name: tensorflow, webgpu, wasm or cpu. */
  readonly backend: string;
  /** What does the arithmetic: gpu only where tensors are on one, and never a processor that plays one. */
  readonly device: 'gpu' | 'cpu';
  readonly package: string;
  readonly version: string;
};
