import { ROC } from 'technicalindicators';

/**
 * Rate of change in percent over `period` bars: the indicator taken from the technicalindicators package, which takes
 * plain arrays and returns the values after the warm-up only. What else it has and is not used, and why, is said at the
 * kernel that replaces it.
 */
export function roc(x: Float64Array, period: number): Float64Array {
  const values = ROC.calculate({ period, values: Array.from(x), format });
  const out = new Float64Array(x.length).fill(Number.NaN);
  out.set(values, x.length - values.length);
  return out;
}

// Without it the package rounds to a precision that any caller in the process may have set.
function format(value: number): number {
  return value;
}

// TODO shared_series.ts is to import these two from their own files.
export { onBalanceVolume as obvFromZero } from './on_balance_volume.ts';
export { averageTrueRange as atr } from './wilder.ts';
