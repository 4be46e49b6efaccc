import { mean } from '../core/statistics.ts';

/** Below this largest modulus a detrended window holds rounding only, and counts as having no spectrum. */
const NO_SIGNAL = 1e-12;

/** The straight line through relative prices p / mean: 1 + slope·(j − (n−1)/2). */
export type RelativeLine = {
  readonly mean: number;
  readonly slope: number;
  /** Whether anything but rounding is left when the line is taken away. */
  readonly leavesSignal: boolean;
};

/**
 * Writes p / mean(p) minus its least-squares line over the bar index to `out` (scipy.signal.detrend of the relative
 * price) and returns the line. A constant window leaves exactly 0.
 */
export function detrendRelative(p: Float64Array, out: Float64Array): RelativeLine {
  const n = p.length;
  const centre = mean(p);
  const perCentre = 1 / centre;
  const middle = (n - 1) / 2;
  let xy = 0;
  for (let j = 0; j < n; j++) {
    const relative = (p[j] - centre) * perCentre;
    out[j] = relative;
    xy += (j - middle) * relative;
  }
  const slope = xy / ((n * (n * n - 1)) / 12); // Σ(j − middle)² in closed form
  let leavesSignal = false;
  for (let j = 0; j < n; j++) {
    const residual = out[j] - slope * (j - middle);
    out[j] = residual;
    leavesSignal ||= residual >= NO_SIGNAL || residual <= -NO_SIGNAL;
  }
  return { mean: centre, slope, leavesSignal };
}
