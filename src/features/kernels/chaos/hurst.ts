import { clamp } from '../core/elementwise.ts';
import { slope } from '../core/regression.ts';

const SHORTEST = 2;
const LONGEST = 19;
const FEWEST_LENGTHS = 3;
const LENGTHS = Array.from({ length: LONGEST - SHORTEST + 1 }, (_, i) => SHORTEST + i);
const LOG_LENGTHS = LENGTHS.map(Math.log);

/**
 * Hurst exponent by rescaled range (Hurst 1951; Mandelbrot & Wallis 1969) over the last `window` values. For each piece
 * length L = 2 … 19 the window is cut from its oldest value into ⌊window/L⌋ pieces; RS_L is the mean of R/S over those
 * that are not constant; the exponent is the slope of ln RS_L on ln L, clipped to 0…1, or 0.5 with fewer than three L.
 *
 * R/S of a piece does not depend on the window it lies in, so it is computed once per L and end of piece.
 */
export function hurstExponent(x: Float64Array, window: number): Float64Array {
  const ranges = LENGTHS.map(() => new Float64Array(x.length));
  for (let end = SHORTEST - 1; end < x.length; end++) rescaledRanges(x, end, ranges);
  const logLength = new Float64Array(LENGTHS.length);
  const logRange = new Float64Array(LENGTHS.length);
  const out = new Float64Array(x.length).fill(Number.NaN);
  for (let t = window - 1; t < x.length; t++) {
    let count = 0;
    for (let i = 0; i < LENGTHS.length; i++) {
      const average = meanOfPieces(ranges[i], t - window + 1, window, LENGTHS[i]);
      if (average > 0) {
        logLength[count] = LOG_LENGTHS[i];
        logRange[count] = Math.log(average);
        count++;
      }
    }
    out[t] = count < FEWEST_LENGTHS ? 0.5 : clamp(slope(logLength, logRange, count), 0, 1);
  }
  return out;
}

const walk = new Float64Array(LONGEST);

/**
 * Writes R/S of the piece of each length that ends at `end`, if the series reaches so far back: the range of the
 * cumulative deviations from the mean over the population standard deviation; 0 for a constant piece.
 *
 * The pieces share their last value, so sums and squares of the differences from it serve all of them, and the
 * cumulative sums are the same from either side but for the sign. As one difference is 0, the sum of squares exceeds
 * the square of the mean by at least a share of 1/L: the variance loses at most a digit and a half.
 */
function rescaledRanges(x: Float64Array, end: number, ranges: readonly Float64Array[]): void {
  const longest = Math.min(LONGEST, end + 1);
  let sum = 0;
  let squares = 0;
  for (let length = 1; length <= longest; length++) {
    const difference = x[end - length + 1] - x[end];
    sum += difference;
    squares += difference * difference;
    walk[length - 1] = sum;
    if (length < SHORTEST || squares === 0) continue;
    const mean = sum / length;
    let top = 0;
    let bottom = 0;
    for (let i = 1; i < length; i++) {
      const height = walk[i - 1] - i * mean;
      if (height > top) top = height;
      if (height < bottom) bottom = height;
    }
    ranges[length - SHORTEST][end] = (top - bottom) / Math.sqrt(squares / length - mean * mean);
  }
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
