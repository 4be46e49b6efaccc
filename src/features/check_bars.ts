import { BAR_FIELDS, BAR_RULES } from '../bar_rules.ts';
import type { Bars } from '../bars.ts';
import { checkDates } from './check_dates.ts';

/**
 * Throws a RangeError that names the field, the rule, the row and the value if bars cannot be computed on: arrays of
 * unequal length, dates that are no ISO dates or not strictly ascending, a value that breaks its field's rule. Prices
 * that contradict each other are a matter of data quality, no error: published histories have some, and so may an adopted
 * table from before it had the rule.
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
