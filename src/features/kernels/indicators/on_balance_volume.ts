/**
 * On-balance volume (Granville 1963), counted from 0 at the first bar: + v where the close rises, − v where it falls.
 * Not technicalindicators' OBV, which gives the same values in ten times the time.
 */
export function onBalanceVolume(close: Float64Array, volume: Float64Array): Float64Array {
  const out = new Float64Array(close.length);
  let balance = 0;
  for (let t = 1; t < close.length; t++) {
    if (close[t] > close[t - 1]) balance += volume[t];
    if (close[t] < close[t - 1]) balance -= volume[t];
    out[t] = balance;
  }
  return out;
}
