import { gradientOfRight } from './dense.ts';
import { type Dropout, type Network, project, weightTensors } from './network.ts';
import type { Tf } from './tf.ts';

/** Blocks of rows to learn from in one step. */
export type Batch = {
  /** As blockInputs makes them. */
  readonly inputs: Float32Array;
  /** Rows per block. */
  readonly length: number;
  /** Per row, in the order of blockRows. */
  readonly labels: Float32Array;
  /** What a row's loss is multiplied with; 0 for rows that only fill a block. */
  readonly rowWeights: Float32Array;
};

type LossAndGradient = { readonly loss: number; readonly gradient: Float32Array };

/**
 * The weighted sum of the rows' log-losses, ln(1 + e^m) − y·m for margin m and label y, and its gradient for every
 * weight, in the order of the flat array.
 */
export function lossAndGradient(
  tf: Tf,
  network: Network,
  weights: Float32Array,
  { inputs, length, labels, rowWeights }: Batch,
  dropout?: Dropout,
): LossAndGradient {
  let found = new Float32Array();
  // Not returned from tidy, which would look at every number for tensors.
  tf.tidy(() => {
    const tensors = weightTensors(tf, network, weights);
    const [cols] = network.weights[0].shape;
    const x = tf.tensor2d(inputs, [inputs.length / cols, cols]);
    const y = tf.tensor1d(labels);
    const w = tf.tensor1d(rowWeights);
    const { margins, backward } = network.head(
      tf,
      tensors,
      project(tf, network, x, tensors[0], length),
      length,
      dropout,
    );
    const loss = tf.sum(tf.mul(w, tf.sub(tf.softplus(margins), tf.mul(y, margins))));
    const slopes = backward(tf.mul(w, tf.sub(tf.sigmoid(margins), y)));
    const toInputs = gradientOfRight(tf, x, tf.reshape(slopes.projected, [x.shape[0], -1]));
    // One tensor, so that one reading fetches all: on a GPU every reading waits.
    const all = [loss, toInputs, ...slopes.weights].map((tensor) => tf.reshape(tensor, [-1]));
    found = Float32Array.from(tf.concat(all).dataSync());
  });
  return { loss: found[0], gradient: found.subarray(1) };
}
