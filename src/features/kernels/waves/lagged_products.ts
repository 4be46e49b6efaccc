/** Lags that are summed together; callers leave PADDING zeros behind the values of x. */
const LAGS = 4;
export const PADDING = LAGS - 1;

/**
 * Writes Σ_j x_{j+lag}·y_j, j + lag < n, to out[lag] for the lags 0 … out.length − 1 < n. Four lags at a time need only
 * two new values per step.
 */
export function laggedProducts(x: Float64Array, y: Float64Array, n: number, out: Float64Array): void {
  for (let lag = 0; lag < out.length; lag += LAGS) {
    let x0 = x[lag];
    let x1 = x[lag + 1];
    let x2 = x[lag + 2];
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let j = 0; j < n - lag; j++) {
      const x3 = x[j + lag + PADDING];
      const factor = y[j];
      sum0 += x0 * factor;
      sum1 += x1 * factor;
      sum2 += x2 * factor;
      sum3 += x3 * factor;
      x0 = x1;
      x1 = x2;
      x2 = x3;
    }
    out[lag] = sum0;
    if (lag + 1 < out.length) out[lag + 1] = sum1;
    if (lag + 2 < out.length) out[lag + 2] = sum2;
    if (lag + 3 < out.length) out[lag + 3] = sum3;
  }
}
