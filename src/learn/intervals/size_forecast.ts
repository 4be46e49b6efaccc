import { MOVE_INPUTS, type Moves } from './moves.ts';
import type { StartingPoint } from './starting_point.ts';

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
 * Least squares on the first N inputs that start from the prior: its mean products stand in the normal equations like so
 * many sessions before the first (a ridge towards its weights, as a Bayesian regression with a normal prior has it). The
 * prior holds all inputs, and so also what the first of them say where the others are not known.
 */
export function sizeForecast(N: number, prior: StartingPoint): SizeForecast {
  const products = new Float64Array(N * N);
  const sums = new Float64Array(N);
  for (let i = 0, k = 0; i < N; i++) {
    sums[i] = PRIOR_SESSIONS * prior.sums[i];
    for (let j = 0; j <= i; j++, k++) products[i * N + j] = PRIOR_SESSIONS * prior.products[k];
  }
  let weights = solve(products, sums);
  return {
    learn(inputs, at, target) {
      for (let i = 0; i < N; i++) {
        const input = inputs[at + i];
        sums[i] += input * target;
        for (let j = 0; j <= i; j++) products[i * N + j] += input * inputs[at + j];
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

/** Cholesky's decomposition of what stands on and below the diagonal; the prior sees to it that it is positive definite. */
export function solve(products: Float64Array, sums: Float64Array): Float64Array {
  const N = sums.length;
  const factor = new Float64Array(N * N);
  const solved = new Float64Array(N);
  for (let i = 0; i < N; i++) {
    let rest = sums[i];
    for (let j = 0; j <= i; j++) {
      let sum = products[i * N + j];
      for (let k = 0; k < j; k++) sum -= factor[i * N + k] * factor[j * N + k];
      factor[i * N + j] = i === j ? Math.sqrt(sum) : sum / factor[j * N + j];
      if (j < i) rest -= factor[i * N + j] * solved[j];
    }
    solved[i] = rest / factor[i * N + i];
  }
  for (let i = N - 1; i >= 0; i--) {
    for (let k = i + 1; k < N; k++) solved[i] -= factor[k * N + i] * solved[k];
    solved[i] /= factor[i * N + i];
  }
  return solved;
}

/**
 * Forecasts by how many inputs of a session are known: of an instrument alone, beside an index, beside a volatility index.
 * Each has learned from every settled session that told it enough, also from those before it was first asked for.
 */
export function sizeForecasts(
  { inputs, known, target }: Pick<Moves, 'inputs' | 'known' | 'target'>,
  prior: StartingPoint,
) {
  const forecasts = new Map<number, SizeForecast>();
  let settled = 0;
  const learn = (forecast: SizeForecast, count: number, t: number) => {
    if (known[t] >= count && !Number.isNaN(target[t])) forecast.learn(inputs, t * MOVE_INPUTS, target[t]);
  };
  function forecastOf(count: number): SizeForecast {
    const there = forecasts.get(count);
    if (there) return there;
    const fresh = sizeForecast(count, prior);
    for (let t = 0; t < settled; t++) learn(fresh, count, t);
    fresh.update();
    forecasts.set(count, fresh);
    return fresh;
  }
  return {
    /** Counts the next session, whose outcome has come. */
    settle(): void {
      for (const [count, forecast] of forecasts) learn(forecast, count, settled);
      settled++;
    },
    update(): void {
      for (const forecast of forecasts.values()) forecast.update();
    },
    /** Log variance of the seven sessions after t, less the base. */
    of: (t: number): number => forecastOf(known[t]).forecast(inputs, t * MOVE_INPUTS),
  };
}
