import { ATR, OBV, ROC } from 'technicalindicators';

/**
 * The indicators taken from the technicalindicators package: those whose values meet the TA-Lib conventions and which
 * have an answer for flat prices. The package takes plain arrays and returns the values after the warm-up only; here
 * series keep their length. What it has and is not used, and why, is said at the kernel that replaces it.
 */

/** Average true range (Wilder), first value at bar `period`. */
export function atr(high: Float64Array, low: Float64Array, close: Float64Array, period: number): Float64Array {
  const values = ATR.calculate({
    period,
    high: Array.from(high),
    low: Array.from(low),
    close: Array.from(close),
    format,
  });
  return alignRight(values, close.length);
}

/** Rate of change in percent over `period` bars. */
export function roc(x: Float64Array, period: number): Float64Array {
  return alignRight(ROC.calculate({ period, values: Array.from(x), format }), x.length);
}

/** On-balance volume, counted from 0 at the first bar. */
export function obvFromZero(close: Float64Array, volume: Float64Array): Float64Array {
  const values = OBV.calculate({ close: Array.from(close), volume: Array.from(volume) });
  const out = alignRight(values, close.length);
  if (out.length > 0) out[0] = 0;
  return out;
}

// Without it the package rounds to a precision that any caller in the process may have set.
function format(value: number): number {
  return value;
}

function alignRight(values: readonly number[], length: number): Float64Array {
  const out = new Float64Array(length).fill(Number.NaN);
  out.set(values, length - values.length);
  return out;
}
