import { mean, sumOfSquaredDeviations } from './statistics.ts';

/** Least-squares slope of y on x over their first `count` points; 0 if x is constant. */
export function slope(x: Float64Array, y: Float64Array, count = x.length): number {
  const xMean = mean(x, 0, count);
  const yMean = mean(y, 0, count);
  let xy = 0;
  let xx = 0;
  for (let i = 0; i < count; i++) {
    const dx = x[i] - xMean;
    xy += dx * (y[i] - yMean);
    xx += dx * dx;
  }
  return xx === 0 ? 0 : xy / xx;
}

/**
 * Weights w with slope(x, y) = Σ w_i·y_i for any y: the least-squares slope on a fixed, not constant x is linear in y.
 */
export function slopeWeights(x: Float64Array): Float64Array {
  const centre = mean(x);
  const variation = sumOfSquaredDeviations(x);
  return x.map((value) => (value - centre) / variation);
}

/**
 * Pearson correlation of x[xFrom…] and y[yFrom…] over `count` values, each with its own mean; 0 if either side does
 * not vary.
 */
export function correlation(x: Float64Array, y: Float64Array, count = x.length, xFrom = 0, yFrom = 0): number {
  const xMean = mean(x, xFrom, xFrom + count);
  const yMean = mean(y, yFrom, yFrom + count);
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < count; i++) {
    const dx = x[xFrom + i] - xMean;
    const dy = y[yFrom + i] - yMean;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  return xx === 0 || yy === 0 ? 0 : xy / (Math.sqrt(xx) * Math.sqrt(yy));
}
