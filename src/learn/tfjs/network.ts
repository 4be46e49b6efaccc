import type { Tensor } from '@tensorflow/tfjs-core';
import type { Random } from '../../random.ts';
import type { NetworkParams } from './params.ts';
import type { Tf } from './tf.ts';

/** One matrix of weights; biases are a row. */
export type WeightSpec = {
  readonly name: string;
  readonly shape: readonly [rows: number, columns: number];
  /** Shrunk by weight decay: matrices are, biases are not. */
  readonly decays: boolean;
  readonly initial: (random: Random, column: number) => number;
};

/** All that says which network it is: whoever has it can make the network, in another process too. */
export type NetworkShape = { readonly inputs: number; readonly config: NetworkParams };

type Forward = {
  /** One per row, in the order of blockRows. */
  readonly margins: Tensor;
  /** From the gradient for the margins those for the projected inputs, and for every weight but the first. */
  readonly backward: (slopes: Tensor) => { readonly projected: Tensor; readonly weights: readonly Tensor[] };
};

/**
 * A network in two parts: the layer on the inputs, x · weights[0], which is linear and has no bias, and the rest, the
 * head. Their seam is what lets blocks share the first part, and a path of scaled inputs (contributions.ts) be had by
 * scaling. Gradients are written out: tfjs-core alone has none, and recorded ones would take twice as many operations,
 * whose number, on networks this small, is the cost.
 */
export type Network = {
  readonly shape: NetworkShape;
  /** Sessions that a row's margin looks at, its own included. */
  readonly sessions: number;
  /** Consecutive rows per block in training, where short blocks mix better, and in prediction. */
  readonly trainingBlock: number;
  readonly predictionBlock: number;
  /** The first is the layer on the inputs, one row per input column. */
  readonly weights: readonly WeightSpec[];
  /** Units of each layer of which some are switched off in a training step, first layer first. */
  readonly dropped: readonly number[];
  /**
   * @param projected (sessions − 1 + length) × blocks × width of the layer on the inputs
   * @param masks rows × units for each of `dropped`; none where nothing is switched off
   */
  readonly head: (
    tf: Tf,
    weights: readonly Tensor[],
    projected: Tensor,
    length: number,
    masks?: readonly Tensor[],
  ) => Forward;
};

/** The layer on the inputs, for blocks of `length` rows. */
export function project(tf: Tf, { sessions }: Network, inputs: Tensor, kernel: Tensor, length: number): Tensor {
  const [rows] = inputs.shape;
  const span = sessions - 1 + length;
  return tf.reshape(tf.matMul(inputs, kernel), [span, rows / span, -1]);
}

/** Number of weights. */
export function weightCount({ weights }: Network): number {
  return weights.reduce((sum, { shape }) => sum + shape[0] * shape[1], 0);
}

/** The weights, one after the other in one array, as tensors. The caller's tidy releases them. */
export function weightTensors(tf: Tf, { weights }: Network, flat: Float32Array): Tensor[] {
  let offset = 0;
  return weights.map(({ shape: [rows, columns] }) => {
    const values = flat.slice(offset, offset + rows * columns);
    offset += rows * columns;
    return tf.tensor2d(values, [rows, columns]);
  });
}

export function initialWeights({ weights }: Network, random: Random): Float32Array {
  return Float32Array.from(
    weights.flatMap(({ shape: [rows, columns], initial }) =>
      Array.from({ length: rows * columns }, (_, i) => initial(random, i % columns)),
    ),
  );
}
