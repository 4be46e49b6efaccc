import type * as core from '@tensorflow/tfjs-core';

/** TensorFlow.js: the functions of tfjs-core, which every package of it offers. Handed in; nothing here loads one. */
export type Tf = typeof core;

/** What networks are trained on; recorded with every model. */
export type Device = {
  /** TensorFlow.js's name: tensorflow, wasm or cpu. */
  readonly backend: string;
  /** What does the arithmetic: gpu only where TensorFlow put tensors on one. */
  readonly device: 'gpu' | 'cpu';
  readonly package: string;
  readonly version: string;
};
