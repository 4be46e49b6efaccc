import type { WeightSpec } from './network.ts';

/**
 * Adam with decoupled weight decay (Loshchilov & Hutter 2019, arXiv:1711.05101), β₁ 0.9, β₂ 0.999, ε 1e-8, on plain
 * arrays: the weights are few, and their optimizer then holds no tensors and is the same on every backend.
 */
export function createAdam(specs: readonly WeightSpec[], learningRate: number, weightDecay: number) {
  const shrinking = Float32Array.from(
    specs.flatMap(({ shape, decays }) => new Array<number>(shape[0] * shape[1]).fill(decays ? 1 : 0)),
  );
  const first = new Float64Array(shrinking.length);
  const second = new Float64Array(shrinking.length);
  let steps = 0;
  /** Moves the weights, in place, one step down the gradient. */
  return function step(weights: Float32Array, gradient: Float32Array): void {
    steps++;
    const rate = (learningRate * Math.sqrt(1 - 0.999 ** steps)) / (1 - 0.9 ** steps);
    const epsilon = 1e-8 * Math.sqrt(1 - 0.999 ** steps);
    for (let i = 0; i < weights.length; i++) {
      first[i] += 0.1 * (gradient[i] - first[i]);
      second[i] += 0.001 * (gradient[i] ** 2 - second[i]);
      const decay = learningRate * weightDecay * shrinking[i] * weights[i];
      weights[i] -= (rate * first[i]) / (Math.sqrt(second[i]) + epsilon) + decay;
    }
  };
}
