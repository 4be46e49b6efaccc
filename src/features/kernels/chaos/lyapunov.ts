import { mean } from '../core/statistics.ts';

/** A move below this share of the mean price is rounding, not a move. */
const SMALLEST_MOVE = 1e-8;

/**
 * Mean logarithmic growth of successive absolute price moves, ln(a_{j+1}/a_j), over the pairs where both are moves;
 * 0 if there is none. Called Lyapunov exponent by its origin; without zero moves it telescopes to
 * (ln a_last − ln a_first)/(number of pairs).
 */
export function lyapunovExponent(p: Float64Array): number {
  const threshold = SMALLEST_MOVE * mean(p);
  let total = 0;
  let pairs = 0;
  for (let j = 2; j < p.length; j++) {
    const before = Math.abs(p[j - 1] - p[j - 2]);
    const move = Math.abs(p[j] - p[j - 1]);
    if (before > threshold && move > threshold) {
      total += Math.log(move / before);
      pairs++;
    }
  }
  return pairs === 0 ? 0 : total / pairs;
}
