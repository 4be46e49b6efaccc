/**
 * Exponentially weighted mean of the whole history so far: Σ(1−α)ⁱ·x[t−i] / Σ(1−α)ⁱ with α = 2/(period + 1), what
 * pandas calls `ewm(span=period, adjust=True).mean()`. Not the average of `ema.ts`, which forgets how it started.
 */
export function weightedEma(x: Float64Array, period: number): Float64Array {
  const decay = 1 - 2 / (period + 1);
  const out = new Float64Array(x.length);
  let weighted = 0;
  let weights = 0;
  for (let t = 0; t < x.length; t++) {
    weighted = weighted * decay + x[t];
    weights = weights * decay + 1;
    out[t] = weighted / weights;
  }
  return out;
}
