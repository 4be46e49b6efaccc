import { mean, sumOfSquaredDeviations } from '../core/statistics.ts';
import { copyWindow } from '../core/windows.ts';

export type CosineTrend = {
  /** Share of the variance that the four lowest cosines explain, 0…1; 0 for a constant window. */
  readonly strength: Float64Array;
  /** Last close minus the trend there, in price units. */
  readonly priceVsTrend: Float64Array;
  /** (trend at the last bar − trend nine bars before)/10, in price units. */
  readonly slope: Float64Array;
};

const TREND_TERMS = 4;
const SLOPE_SPAN = 9;
const SLOPE_DIVISOR = 10; // not the span: the feature is defined so

/**
 * The smooth trend of the last `length` closes: their orthonormal DCT-II cut off after coefficient 4 and inverted.
 * Coefficient 0 is the mean, so the trend is taken as mean + Σ_{k=1..4} of the deviations from the mean; by Parseval
 * the squares of all coefficients from 1 on sum to the squared deviations. No other coefficient is needed, and a
 * constant window gives exactly 0 everywhere.
 */
export function cosineTrend(close: Float64Array, length: number): CosineTrend {
  const n = close.length;
  const trend = { strength: new Float64Array(n), priceVsTrend: new Float64Array(n), slope: new Float64Array(n) };
  const basis = Array.from({ length: TREND_TERMS }, (_, i) => cosine(i + 1, length));
  const last = length - 1;
  const p = new Float64Array(length);

  for (let t = last; t < n; t++) {
    copyWindow(close, t, p);
    const centre = mean(p);
    const variation = sumOfSquaredDeviations(p);
    let explained = 0;
    let atLast = 0;
    let atBefore = 0;
    for (const c of basis) {
      let coefficient = 0;
      for (let j = 0; j < length; j++) coefficient += (p[j] - centre) * c[j];
      explained += coefficient * coefficient;
      atLast += coefficient * c[last];
      atBefore += coefficient * c[last - SLOPE_SPAN];
    }
    trend.strength[t] = variation === 0 ? 0 : explained / variation;
    trend.priceVsTrend[t] = p[last] - centre - atLast;
    trend.slope[t] = (atLast - atBefore) / SLOPE_DIVISOR;
  }
  return trend;
}

/** The k-th orthonormal DCT-II basis vector, k ≥ 1: √(2/n)·cos(πk(2j+1)/(2n)). */
function cosine(k: number, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_, j) => Math.sqrt(2 / n) * Math.cos((Math.PI * k * (2 * j + 1)) / (2 * n)));
}
