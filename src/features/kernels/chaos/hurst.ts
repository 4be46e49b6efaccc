import { clamp } from '../core/elementwise.ts';
import { slope } from '../core/regression.ts';
import { mean, populationSd } from '../core/statistics.ts';
import { rolling } from '../core/windows.ts';

const SHORTEST = 2;
const LONGEST = 19;
const FEWEST_LENGTHS = 3;

/**
 * Hurst exponent by rescaled range (Hurst 1951; Mandelbrot & Wallis 1969) over the last `window` values. For each piece
 * length L = 2 … 19 the window is cut from its oldest value into ⌊window/L⌋ pieces; RS_L is the mean of R/S over those
 * that are not constant; the exponent is the slope of ln RS_L on ln L, clipped to 0…1, or 0.5 with fewer than three L.
 *
 * R/S of a piece does not depend on the window it lies in, so it is computed once per L and end of piece.
 */
export function hurstExponent(x: Float64Array, window: number): Float64Array {
  const lengths = Array.from({ length: LONGEST - SHORTEST + 1 }, (_, i) => SHORTEST + i);
  const piecesByLength = lengths.map((length) => rolling(x, length, rescaledRange));
  const logLength = new Float64Array(lengths.length);
  const logRange = new Float64Array(lengths.length);
  const out = new Float64Array(x.length).fill(Number.NaN);
  for (let t = window - 1; t < x.length; t++) {
    let count = 0;
    for (let i = 0; i < lengths.length; i++) {
      const average = meanOfPieces(piecesByLength[i], t - window + 1, window, lengths[i]);
      if (average > 0) {
        logLength[count] = Math.log(lengths[i]);
        logRange[count] = Math.log(average);
        count++;
      }
    }
    out[t] = count < FEWEST_LENGTHS ? 0.5 : clamp(slope(logLength, logRange, count), 0, 1);
  }
  return out;
}

/** Range of the cumulative deviations from the mean over the population standard deviation; 0 for a constant piece. */
function rescaledRange(x: Float64Array, from: number, to: number): number {
  const sd = populationSd(x, from, to);
  if (sd === 0) return 0;
  const centre = mean(x, from, to);
  let walk = 0;
  let top = Number.NEGATIVE_INFINITY;
  let bottom = Number.POSITIVE_INFINITY;
  for (let i = from; i < to; i++) {
    walk += x[i] - centre;
    top = Math.max(top, walk);
    bottom = Math.min(bottom, walk);
  }
  return (top - bottom) / sd;
}

/** Mean over the pieces that are not constant; 0 if all are. */
function meanOfPieces(pieces: Float64Array, from: number, window: number, length: number): number {
  let total = 0;
  let count = 0;
  for (let end = from + length - 1; end < from + window; end += length) {
    if (pieces[end] > 0) {
      total += pieces[end];
      count++;
    }
  }
  return count === 0 ? 0 : total / count;
}
