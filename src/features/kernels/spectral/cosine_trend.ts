import { perLength } from '../core/per_length.ts';
import { mean, sumOfSquaredDeviations } from '../core/statistics.ts';
import { columnsOverWindows } from '../core/windows.ts';

export type CosineTrend = {
  /** Share of the variance that the four lowest cosines explain, 0…1; 0 for a constant window. */
  readonly strength: Float64Array;
  /** Last close minus the trend there, in price units. */
  readonly priceVsTrend: Float64Array;
  /** (trend at the last bar − trend nine bars before)/10, in price units. */
  readonly slope: Float64Array;
};

const SLOPE_SPAN = 9;
const SLOPE_DIVISOR = 10; // not the span: the feature is defined so

/** The first halves of the orthonormal DCT-II basis vectors 1 … 4. */
const basisOf = perLength((n) => [1, 2, 3, 4].map((k) => cosine(k, n)));

/**
 * The smooth trend of the last `length` (even) closes: their orthonormal DCT-II cut off after coefficient 4 and
 * inverted. Coefficient 0 is the mean, so the trend is taken as mean + Σ_{k=1..4} of the deviations from the mean; by
 * Parseval the squares of all coefficients from 1 on sum to the squared deviations. No other coefficient is needed, and
 * a constant window gives exactly 0 everywhere.
 */
export function cosineTrend(close: Float64Array, length: number): CosineTrend {
  const [strength, priceVsTrend, slope] = columnsOverWindows(close, length, 3, trendOf);
  return { strength, priceVsTrend, slope };
}

function trendOf(p: Float64Array, values: Float64Array): void {
  const [b1, b2, b3, b4] = basisOf(p.length);
  const last = p.length - 1;
  const centre = mean(p);
  // The odd cosines are mirrored with their sign turned, the even ones as they are.
  let c1 = 0;
  let c2 = 0;
  let c3 = 0;
  let c4 = 0;
  for (let j = 0; j < b1.length; j++) {
    const early = p[j] - centre;
    const late = p[last - j] - centre;
    c1 += (early - late) * b1[j];
    c2 += (early + late) * b2[j];
    c3 += (early - late) * b3[j];
    c4 += (early + late) * b4[j];
  }
  const variation = sumOfSquaredDeviations(p);
  const atLast = c2 * b2[0] + c4 * b4[0] - c1 * b1[0] - c3 * b3[0];
  const j = SLOPE_SPAN;
  const before = c2 * b2[j] + c4 * b4[j] - c1 * b1[j] - c3 * b3[j];
  values[0] = variation === 0 ? 0 : (c1 * c1 + c2 * c2 + c3 * c3 + c4 * c4) / variation;
  values[1] = p[last] - centre - atLast;
  values[2] = (atLast - before) / SLOPE_DIVISOR;
}

/** The first half of the k-th orthonormal DCT-II basis vector, k ≥ 1: √(2/n)·cos(πk(2j+1)/(2n)). */
function cosine(k: number, n: number): Float64Array {
  return Float64Array.from(
    { length: n / 2 },
    (_, j) => Math.sqrt(2 / n) * Math.cos((Math.PI * k * (2 * j + 1)) / (2 * n)),
  );
}
