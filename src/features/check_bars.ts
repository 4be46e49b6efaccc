import type { Bars } from '../bars.ts';
import { checkDates } from './check_dates.ts';

/** What one value of a bar has to be. `rule` says what a good value is, for instance `between 1e-9 and 1e12`. */
export type BarRule = { readonly rule: string; readonly holds: (value: number) => boolean };

const SMALLEST_PRICE = 1e-9;
const LARGEST_PRICE = 1e12;
const LARGEST_VOLUME = 1e19;

/**
 * Formulas divide by a close and take its logarithm, so a close is never 0. None does so with an open, a high or a
 * low: a 0 there, which real files have, distorts some values and breaks none.
 *
 * The bounds are far outside any market. They are there because squares and ratios of larger numbers overflow, and
 * "finite from the warm-up on" could not be promised. The lower one keeps high − low from being so small, unless it is
 * 0, that a division by it overflows.
 *
 * The comparisons are written so that NaN breaks each of them.
 */
const CLOSE: BarRule = {
  rule: 'between 1e-9 and 1e12',
  holds: (price) => price >= SMALLEST_PRICE && price <= LARGEST_PRICE,
};
const OTHER_PRICE: BarRule = {
  rule: '0 or between 1e-9 and 1e12',
  holds: (price) => price === 0 || CLOSE.holds(price),
};
const VOLUME: BarRule = {
  rule: 'between 0 and 1e19',
  holds: (volume) => volume >= 0 && volume <= LARGEST_VOLUME,
};

/** The rules by field. A reader of price files asks them cell by cell, to name the line. */
export const BAR_RULES = {
  open: OTHER_PRICE,
  high: OTHER_PRICE,
  low: OTHER_PRICE,
  close: CLOSE,
  volume: VOLUME,
} as const;

export type BarField = keyof typeof BAR_RULES;

/** In the order in which they are checked. */
export const BAR_FIELDS: readonly BarField[] = ['open', 'high', 'low', 'close', 'volume'];

/**
 * Throws a RangeError that names the field, the rule, the row and the value if bars cannot be computed on: arrays of
 * unequal length, dates that are no ISO dates or not strictly ascending, a value that breaks its field's rule. An open
 * or close outside low–high, a high below the low, or an open, high or low of 0 is a matter of data quality, no error.
 */
export function checkBars(bars: Bars): void {
  const n = bars.dates.length;
  for (const field of BAR_FIELDS) {
    if (bars[field].length !== n) {
      throw new RangeError(`bars.${field} must have one value per date: ${n} dates, ${bars[field].length} values`);
    }
  }
  checkDates('bars.dates', bars.dates);
  for (let t = 0; t < n; t++) {
    for (const field of BAR_FIELDS) {
      const value = bars[field][t];
      const { rule, holds } = BAR_RULES[field];
      if (!holds(value)) throw new RangeError(`bars.${field} must be ${rule}: ${value} at ${bars.dates[t]} (row ${t})`);
    }
  }
}
