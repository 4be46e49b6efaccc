import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import { gradientOfRight } from './dense.ts';
import { type Network, project } from './network.ts';
import type { Tf } from './tf.ts';
import type { Arithmetic, GradientWork } from './work.ts';

/** Blocks of rows to learn from in one step. */
export type Batch = Omit<GradientWork, 'what' | 'masks'> & {
  /** As blockInputs makes them. */
  readonly inputs: Float32Array;
  readonly masks?: GradientWork['masks'];
};

type LossAndGradient = { readonly loss: number; readonly gradient: Float32Array };

/**
 * The weighted sum of the rows' log-losses, ln(1 + e^m) − y·m for margin m and label y, and its gradient for every
 * weight, in the order of the flat array.
 */
export function lossAndGradient(
  arithmetic: Arithmetic,
  { shape }: Network,
  weights: Float32Array,
  batch: Batch,
): LossAndGradient {
  const [found] = arithmetic({ what: 'gradient', shape, weights, masks: [], ...batch });
  return { loss: found[0], gradient: found.subarray(1) };
}

/** The loss, and the gradient behind it. */
export function gradient(
  tf: Tf,
  network: Network,
  weights: readonly Tensor[],
  x: Tensor2D,
  { length, labels, rowWeights, masks }: GradientWork,
): Tensor {
  const y = tf.tensor1d(labels);
  const w = tf.tensor1d(rowWeights);
  const drops = masks.map((mask, layer) => tf.tensor2d(mask, [labels.length, network.dropped[layer]]));
  const { margins, backward } = network.head(tf, weights, project(tf, network, x, weights[0], length), length, drops);
  const loss = tf.sum(tf.mul(w, tf.sub(tf.softplus(margins), tf.mul(y, margins))));
  const slopes = backward(tf.mul(w, tf.sub(tf.sigmoid(margins), y)));
  const toInputs = gradientOfRight(tf, x, tf.reshape(slopes.projected, [x.shape[0], -1]));
  // One tensor, so that one reading fetches all: on a GPU every reading waits.
  return tf.concat([loss, toInputs, ...slopes.weights].map((tensor) => tf.reshape(tensor, [-1])));
}
