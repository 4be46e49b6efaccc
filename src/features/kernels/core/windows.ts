/** A statistic of x over each window of `length` values ending at t; NaN where no full window exists. */
export function rolling(
  x: Float64Array,
  length: number,
  statistic: (x: Float64Array, from: number, to: number) => number,
): Float64Array {
  const out = new Float64Array(x.length).fill(Number.NaN);
  for (let t = length - 1; t < x.length; t++) out[t] = statistic(x, t - length + 1, t + 1);
  return out;
}

/**
 * Several numbers per window of x, an array each; 0 where no full window exists. The measure is a plain function that
 * finds its tables by the window's length (see perLength) and writes to `values`, which is 0 before. In this form the
 * engine compiles it once: it gives up compiled code that has met an object literal of the first run in the second.
 */
export function columnsOverWindows(
  x: Float64Array,
  length: number,
  count: number,
  measure: (window: Float64Array, values: Float64Array) => void,
): Float64Array[] {
  const columns = Array.from({ length: count }, () => new Float64Array(x.length));
  const window = new Float64Array(length);
  const values = new Float64Array(count);
  for (let t = length - 1; t < x.length; t++) {
    copyWindow(x, t, window);
    values.fill(0);
    measure(window, values);
    for (let i = 0; i < count; i++) columns[i][t] = values[i];
  }
  return columns;
}

/** One number per window of x, the window given as an array, oldest value first; NaN where no full window exists. */
export function overWindows(x: Float64Array, length: number, measure: (window: Float64Array) => number): Float64Array {
  const out = new Float64Array(x.length).fill(Number.NaN);
  const window = new Float64Array(length);
  for (let t = length - 1; t < x.length; t++) {
    copyWindow(x, t, window);
    out[t] = measure(window);
  }
  return out;
}

/** One number per pair of windows of two series of equal length. */
export function overWindowPairs(
  x: Float64Array,
  y: Float64Array,
  length: number,
  measure: (x: Float64Array, y: Float64Array) => number,
): Float64Array {
  const out = new Float64Array(x.length).fill(Number.NaN);
  const xWindow = new Float64Array(length);
  const yWindow = new Float64Array(length);
  for (let t = length - 1; t < x.length; t++) {
    copyWindow(x, t, xWindow);
    copyWindow(y, t, yWindow);
    out[t] = measure(xWindow, yWindow);
  }
  return out;
}

/** Fills `window` with the values of x up to and including t. A plain loop: no view object per row. */
export function copyWindow(x: Float64Array, t: number, window: Float64Array): void {
  const from = t - window.length + 1;
  for (let j = 0; j < window.length; j++) window[j] = x[from + j];
}
