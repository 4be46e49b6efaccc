import type { Tensor } from '@tensorflow/tfjs-core';
import { bias, dropOut, gradientOfBias, gradientOfLeft, gradientOfRight, marginMatrix, matrix } from './dense.ts';
import type { Network } from './network.ts';
import type { MlpParams } from './params.ts';
import type { Tf } from './tf.ts';

/** inputs → hidden1 → hidden2 → 1, rectified, with dropout after both hidden layers. A row is judged by itself. */
export function createMlp(inputs: number, config: MlpParams): Network {
  const { hidden1, hidden2 } = config.params;
  return {
    shape: { inputs, config },
    sessions: 1,
    trainingBlock: 1,
    predictionBlock: 1024,
    weights: [
      matrix('hidden1', inputs, hidden1),
      bias('hidden1_bias', hidden1),
      matrix('hidden2', hidden1, hidden2),
      bias('hidden2_bias', hidden2),
      marginMatrix(hidden2),
      bias('margin_bias', 1),
    ],
    dropped: [hidden1, hidden2],
    head(tf, [, bias1, kernel2, bias2, kernel3, bias3], projected, _, [mask1, mask2] = []) {
      const layer1 = rectified(tf, tf.add(tf.reshape(projected, [-1, hidden1]), bias1), mask1);
      const layer2 = rectified(tf, tf.add(tf.matMul(layer1.output, kernel2), bias2), mask2);
      return {
        margins: tf.reshape(tf.add(tf.matMul(layer2.output, kernel3), bias3), [-1]),
        backward(slopes) {
          const d3 = tf.reshape(slopes, [-1, 1]);
          const d2 = layer2.gradient(gradientOfLeft(tf, d3, kernel3));
          const d1 = layer1.gradient(gradientOfLeft(tf, d2, kernel2));
          return {
            projected: tf.reshape(d1, projected.shape),
            weights: [
              gradientOfBias(tf, d1),
              gradientOfRight(tf, layer1.output, d2),
              gradientOfBias(tf, d2),
              gradientOfRight(tf, layer2.output, d3),
              gradientOfBias(tf, d3),
            ],
          };
        },
      };
    },
  };
}

function rectified(tf: Tf, x: Tensor, mask: Tensor | undefined) {
  const active = tf.relu(x);
  const dropped = dropOut(tf, active, mask);
  return {
    output: dropped.output,
    gradient: (dy: Tensor): Tensor => tf.mul(dropped.gradient(dy), tf.step(active)),
  };
}
