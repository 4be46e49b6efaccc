/** Of the part of a column that those before it do not tell: less of it than this is rounding. */
const LEAST_NEW = 1e-10;

/** Normal equations that grow row by row. */
export type LeastSquares = {
  readonly add: (inputs: ArrayLike<number>, target: number) => void;
  /** The weights that minimise the sum of squared errors of all rows so far. */
  readonly weights: () => Float64Array;
};

/**
 * Ordinary least squares on `count` inputs, by the Cholesky decomposition of their products. No row is kept. An input that
 * those before it tell already, as the mean of a market of one instrument, gets the weight 0, as in R's `lm` (NA there).
 */
export function leastSquares(count: number): LeastSquares {
  const products = new Float64Array(count * count);
  const sums = new Float64Array(count);
  return {
    add(inputs, target) {
      for (let i = 0; i < count; i++) {
        const input = inputs[i];
        sums[i] += input * target;
        for (let j = 0; j <= i; j++) products[i * count + j] += input * inputs[j];
      }
    },
    weights: () => solved(products, sums),
  };
}

/** @param products of which what stands on and below the diagonal is read */
function solved(products: Float64Array, sums: Float64Array): Float64Array {
  const count = sums.length;
  const factor = new Float64Array(count * count);
  const weights = new Float64Array(count);
  const isTold = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    let rest = sums[i];
    let left = products[i * count + i];
    for (let j = 0; j < i; j++) {
      if (isTold[j]) continue;
      let sum = products[i * count + j];
      for (let k = 0; k < j; k++) sum -= factor[i * count + k] * factor[j * count + k];
      const part = sum / factor[j * count + j];
      factor[i * count + j] = part;
      left -= part * part;
      rest -= part * weights[j];
    }
    if (left <= LEAST_NEW * products[i * count + i]) {
      isTold[i] = 1;
      factor.fill(0, i * count, (i + 1) * count);
      continue;
    }
    factor[i * count + i] = Math.sqrt(left);
    weights[i] = rest / factor[i * count + i];
  }
  for (let i = count - 1; i >= 0; i--) {
    if (isTold[i]) continue;
    for (let k = i + 1; k < count; k++) weights[i] -= factor[k * count + i] * weights[k];
    weights[i] /= factor[i * count + i];
  }
  return weights;
}
