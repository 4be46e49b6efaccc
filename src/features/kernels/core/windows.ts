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
 * Calls `visit` with the last `length` values at each t, oldest first. The window is one reused buffer: its content is
 * valid only during the call.
 */
export function forEachWindow(x: Float64Array, length: number, visit: (window: Float64Array, t: number) => void): void {
  const window = new Float64Array(length);
  for (let t = length - 1; t < x.length; t++) {
    copyWindow(x, t, window);
    visit(window, t);
  }
}

/** One number per window of x; NaN where no full window exists. */
export function overWindows(x: Float64Array, length: number, measure: (window: Float64Array) => number): Float64Array {
  const out = new Float64Array(x.length).fill(Number.NaN);
  forEachWindow(x, length, (window, t) => {
    out[t] = measure(window);
  });
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
  const yWindow = new Float64Array(length);
  forEachWindow(x, length, (xWindow, t) => {
    copyWindow(y, t, yWindow);
    out[t] = measure(xWindow, yWindow);
  });
  return out;
}

// A plain loop beats set(subarray) for windows this short: no view object per row.
function copyWindow(x: Float64Array, t: number, window: Float64Array): void {
  const from = t - window.length + 1;
  for (let j = 0; j < window.length; j++) window[j] = x[from + j];
}
