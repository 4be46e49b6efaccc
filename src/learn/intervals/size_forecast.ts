import { MOVE_INPUTS as N } from './moves.ts';
import { PRIOR_PRODUCTS, PRIOR_WEIGHTS } from './prior.ts';

/** The prior counts as so many sessions: an instrument needs sixteen years to say as much itself. */
const PRIOR_SESSIONS = 4000;

/** A forecast of log variance that goes on learning. */
export type SizeForecast = {
  /** Counts a session whose outcome is known, by its inputs at this place. */
  readonly learn: (inputs: Float64Array, at: number, target: number) => void;
  /** Works the weights out from all that was learned. */
  readonly update: () => void;
  readonly forecast: (inputs: Float64Array, at: number) => number;
};

/**
 * Least squares that start from the prior: its mean products stand in the normal equations like so many sessions before
 * the first (a ridge towards its weights, as a Bayesian regression with a normal prior has it).
 */
export function sizeForecast(): SizeForecast {
  const products = new Float64Array(N * N);
  const sums = new Float64Array(N);
  for (let i = 0, k = 0; i < N; i++) {
    for (let j = 0; j <= i; j++, k++) {
      products[i * N + j] = PRIOR_SESSIONS * PRIOR_PRODUCTS[k];
      products[j * N + i] = products[i * N + j];
    }
  }
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < N; j++) sums[i] += products[i * N + j] * PRIOR_WEIGHTS[j];
  }
  let weights = Float64Array.from(PRIOR_WEIGHTS);
  return {
    learn(inputs, at, target) {
      for (let i = 0; i < N; i++) {
        const input = inputs[at + i];
        sums[i] += input * target;
        for (let j = 0; j < N; j++) products[i * N + j] += input * inputs[at + j];
      }
    },
    update() {
      weights = solve(products, sums);
    },
    forecast(inputs, at) {
      let sum = 0;
      for (let i = 0; i < N; i++) sum += weights[i] * inputs[at + i];
      return sum;
    },
  };
}

/** Gauss's elimination, which needs no pivots where the matrix is positive definite: the prior sees to that. */
function solve(products: Float64Array, sums: Float64Array): Float64Array<ArrayBuffer> {
  const left = Float64Array.from(products);
  const right = Float64Array.from(sums);
  for (let k = 0; k < N; k++) {
    for (let i = k + 1; i < N; i++) {
      const factor = left[i * N + k] / left[k * N + k];
      for (let j = k; j < N; j++) left[i * N + j] -= factor * left[k * N + j];
      right[i] -= factor * right[k];
    }
  }
  for (let i = N - 1; i >= 0; i--) {
    for (let j = i + 1; j < N; j++) right[i] -= left[i * N + j] * right[j];
    right[i] /= left[i * N + i];
  }
  return right;
}
