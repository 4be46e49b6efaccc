import type { Tensor } from '@tensorflow/tfjs-core';
import type { Random } from '../../random.ts';
import type { WeightSpec } from './network.ts';
import type { Tf } from './tf.ts';

/** Weights uniform within ± √(6 / (inputs + outputs)), Glorot & Bengio (2010), times the scale. */
export function matrix(name: string, inputs: number, outputs: number, scale = 1): WeightSpec {
  const limit = scale * Math.sqrt(6 / (inputs + outputs));
  return { name, shape: [inputs, outputs], decays: true, initial: (random) => uniform(random, limit) };
}

/** The last layer starts small: a network begins close to the base rate, and has to earn every step away from it. */
export const marginMatrix = (inputs: number): WeightSpec => matrix('margin', inputs, 1, 0.1);

export function bias(name: string, units: number, initial: (column: number) => number = () => 0): WeightSpec {
  return { name, shape: [1, units], decays: false, initial: (_, column) => initial(column) };
}

const uniform = ({ next }: Random, limit: number): number => limit * (2 * next() - 1);

/*
 * Gradients of y = a·b. They multiply with a transposed copy: the WASM kernel is some eight times slower when it
 * transposes an operand itself.
 */
export const gradientOfLeft = (tf: Tf, dy: Tensor, b: Tensor): Tensor => tf.matMul(dy, tf.transpose(b));
export const gradientOfRight = (tf: Tf, a: Tensor, dy: Tensor): Tensor => tf.matMul(tf.transpose(a), dy);
export const gradientOfBias = (tf: Tf, dy: Tensor): Tensor => tf.sum(dy, 0, true);

/**
 * Dropout of a step in training: what stays is scaled up, so nothing is to be scaled in prediction. The gradient goes
 * through the same mask.
 */
export function dropOut(tf: Tf, x: Tensor, mask: Tensor | undefined) {
  const through = (of: Tensor): Tensor => (mask ? tf.mul(of, mask) : of);
  return { output: through(x), gradient: through };
}
