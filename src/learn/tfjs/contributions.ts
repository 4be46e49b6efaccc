import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { RowRange } from '../rows/split.ts';
import { blockInputs } from './blocks.ts';
import { gradientOfLeft } from './dense.ts';
import { type Network, project } from './network.ts';
import type { RowMajor } from './standardise.ts';
import type { Tf } from './tf.ts';
import type { Arithmetic, AttributionWork } from './work.ts';

/** Rows explained at a time: each needs a window of its own, and that `steps` times. */
const ROWS = 32;

type Attribution = {
  /** Rows × columns: what each column adds to the row's margin, over all sessions that the row looks at. */
  readonly values: Float64Array;
  /** Margin of the mean: every input at its training mean. */
  readonly baseline: number;
  /** Margins of the rows. */
  readonly margins: Float64Array;
};

/**
 * Integrated gradients: the gradient of the margin for each input, averaged along the straight path from the training
 * mean (standardised 0) to the row, times the input. Over all inputs these sum to margin − baseline, up to the error of
 * the average over `steps` midpoints. The path scales the inputs, and the layer on the inputs is linear without its
 * bias, so that layer runs once and its outputs are scaled.
 *
 * Source: Sundararajan, Taly & Yan (2017), Axiomatic Attribution for Deep Networks, arXiv:1703.01365.
 */
export function integratedGradients(
  arithmetic: Arithmetic,
  network: Network,
  weights: Float32Array,
  x: RowMajor,
  rows: readonly number[],
  known: RowRange,
  steps: number,
): Attribution {
  const { cols } = x;
  const values = new Float64Array(rows.length * cols);
  const found = new Float64Array(rows.length);
  let baseline = 0;
  for (let from = 0; from < rows.length; from += ROWS) {
    const starts = rows.slice(from, from + ROWS);
    const inputs = blockInputs(x, known, network.sessions, { starts, length: 1 });
    const [each, ends] = arithmetic({ what: 'attribution', shape: network.shape, weights, inputs, steps });
    values.set(each, from * cols);
    found.set(ends.subarray(0, starts.length), from);
    baseline = ends[starts.length];
  }
  return { values, baseline, margins: found };
}

/** Values of the rows, and their margins followed by the baseline. */
export function attribution(
  tf: Tf,
  network: Network,
  weights: readonly Tensor[],
  x: Tensor2D,
  { steps }: AttributionWork,
): Tensor[] {
  const [, cols] = x.shape;
  const projected = project(tf, network, x, weights[0], 1);
  const [sessions, rows, width = 1] = projected.shape;
  const fractions = tf.tensor1d(Array.from({ length: steps }, (_, i) => (i + 0.5) / steps));
  // The path as a product of matrices, which needs no slow broadcast; then sessions come first again.
  const scaled = tf.matMul(tf.reshape(fractions, [steps, 1]), tf.reshape(projected, [1, -1]));
  const path = tf.transpose(tf.reshape(scaled, [steps, sessions, rows * width]), [1, 0, 2]);
  const { margins, backward } = network.head(tf, weights, tf.reshape(path, [sessions, steps * rows, width]), 1);
  const slopes = tf.reshape(backward(tf.onesLike(margins)).projected, [sessions, steps, rows * width]);
  const bySteps = tf.reshape(tf.transpose(slopes, [1, 0, 2]), [steps, -1]);
  const mean = tf.matMul(tf.fill([1, steps], 1 / steps), bySteps);
  const byInput = gradientOfLeft(tf, tf.reshape(mean, [sessions * rows, width]), weights[0]);
  const each = tf.sum(tf.reshape(tf.mul(byInput, x), [sessions, rows, cols]), 0);
  const withMean = tf.concat([projected, tf.zeros([sessions, 1, width])], 1);
  return [each, network.head(tf, weights, withMean, 1).margins];
}
