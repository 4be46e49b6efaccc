import type { Bars } from '../bars.ts';
import { dayNumber } from './dates.ts';

const PRICES = ['open', 'high', 'low', 'close'] as const;

/**
 * Throws a RangeError that names the field, the rule, the row and the value if bars cannot be computed on: arrays of
 * unequal length, dates that are no ISO dates or not strictly ascending, prices that are not positive and finite,
 * volumes that are negative or not finite. An open or close outside low–high is a matter of data quality, no error.
 */
export function checkBars(bars: Bars): void {
  const n = bars.dates.length;
  for (const field of [...PRICES, 'volume'] as const) {
    if (bars[field].length !== n) {
      throw new RangeError(`bars.${field} must have one value per date: ${n} dates, ${bars[field].length} values`);
    }
  }
  for (let t = 0; t < n; t++) {
    if (Number.isNaN(dayNumber(bars.dates[t]))) {
      throw new RangeError(`bars.dates must be ISO dates (YYYY-MM-DD): row ${t} is "${bars.dates[t]}"`);
    }
    if (t > 0 && bars.dates[t] <= bars.dates[t - 1]) {
      throw new RangeError(
        `bars.dates must ascend strictly: row ${t} is ${bars.dates[t]} after ${bars.dates[t - 1]} in row ${t - 1}`,
      );
    }
    for (const field of PRICES) {
      const price = bars[field][t];
      if (!(price > 0 && price < Number.POSITIVE_INFINITY)) {
        throw new RangeError(`bars.${field} must be positive and finite: ${price} at ${bars.dates[t]} (row ${t})`);
      }
    }
    const volume = bars.volume[t];
    if (!(volume >= 0 && volume < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`bars.volume must be finite and not negative: ${volume} at ${bars.dates[t]} (row ${t})`);
    }
  }
}
