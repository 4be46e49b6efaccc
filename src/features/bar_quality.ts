import type { Bars } from '../bars.ts';
import { dayNumber } from '../dates.ts';
import { LARGEST_USUAL_MOVE, LONGEST_USUAL_PAUSE_DAYS } from '../limits.ts';

const PENALTY = 0.25;

/**
 * Data quality of each bar, 0…1: 1 minus 0.25 for each of these that holds: prices that contradict each other (high
 * below low, open or close outside low–high, a price ≤ 0), no volume, a close that moved by more than 40 % since the
 * previous bar, more than 7 calendar days since the previous bar. Accepts bars that `engineerFeatures` refuses.
 */
export function barQuality(bars: Bars): Float64Array {
  const quality = new Float64Array(bars.dates.length);
  for (let t = 0; t < quality.length; t++) {
    let faults = 0;
    if (!hasConsistentPrices(bars, t)) faults++;
    if (!(bars.volume[t] > 0)) faults++;
    if (t > 0 && Math.abs(bars.close[t] / bars.close[t - 1] - 1) > LARGEST_USUAL_MOVE) faults++;
    if (t > 0 && dayNumber(bars.dates[t]) - dayNumber(bars.dates[t - 1]) > LONGEST_USUAL_PAUSE_DAYS) faults++;
    quality[t] = 1 - PENALTY * faults;
  }
  return quality;
}

// Written so that a NaN price is inconsistent.
function hasConsistentPrices({ open, high, low, close }: Bars, t: number): boolean {
  const inside = (price: number) => price >= low[t] && price <= high[t];
  return low[t] > 0 && high[t] >= low[t] && inside(open[t]) && inside(close[t]);
}
