/**
 * Chaikin accumulation/distribution line: running sum from 0 of ((c − l) − (h − c))/(h − l)·v; a bar with h = l adds 0.
 * Not technicalindicators' ADL, which rounds every value to an integer and adds the whole volume where h = l.
 */
export function accumulationDistribution(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
): Float64Array {
  const out = new Float64Array(close.length);
  let line = 0;
  for (let t = 0; t < close.length; t++) {
    const range = high[t] - low[t];
    if (range !== 0) line += ((close[t] - low[t] - (high[t] - close[t])) / range) * volume[t];
    out[t] = line;
  }
  return out;
}

/**
 * Money flow index: 100·P/(P + N), where P and N sum typical price · volume over the last `period` bars whose typical
 * price rose, fell; 0 if P + N < 1 (TA-Lib's guard). First value at bar `period`.
 * Not technicalindicators' MFI, which rounds to two decimals and counts an unchanged bar as falling.
 */
export function moneyFlowIndex(typicalPrice: Float64Array, volume: Float64Array, period: number): Float64Array {
  const out = new Float64Array(typicalPrice.length).fill(Number.NaN);
  for (let t = period; t < typicalPrice.length; t++) {
    let positive = 0;
    let negative = 0;
    for (let i = t - period + 1; i <= t; i++) {
      const flow = typicalPrice[i] * volume[i];
      if (typicalPrice[i] > typicalPrice[i - 1]) positive += flow;
      else if (typicalPrice[i] < typicalPrice[i - 1]) negative += flow;
    }
    out[t] = positive + negative < 1 ? 0 : (100 * positive) / (positive + negative);
  }
  return out;
}
