import { slopeWeights } from '../core/regression.ts';

const LAGS = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
const SLOPE_ON_LAG = slopeWeights(Float64Array.from(LAGS));

/** Half the modulus of the slope of the mean squared displacement of the log price on the lag, 1…9 bars (Einstein 1905). */
export function diffusionCoefficient(logPrice: Float64Array): number {
  let slope = 0;
  for (let i = 0; i < LAGS.length; i++) slope += SLOPE_ON_LAG[i] * meanSquaredDisplacement(logPrice, LAGS[i]);
  return Math.abs(slope) / 2;
}

function meanSquaredDisplacement(x: Float64Array, lag: number): number {
  let total = 0;
  for (let j = lag; j < x.length; j++) {
    const displacement = x[j] - x[j - lag];
    total += displacement * displacement;
  }
  return total / (x.length - lag);
}
