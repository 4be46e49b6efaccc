import { dayNumber } from '../dates.ts';

/** Throws a RangeError that names the rule, the row and the value unless all are ISO dates, strictly ascending. */
export function checkDates(name: string, dates: readonly string[]): void {
  for (let t = 0; t < dates.length; t++) {
    if (Number.isNaN(dayNumber(dates[t]))) {
      throw new RangeError(`${name} must be ISO dates (YYYY-MM-DD): row ${t} is "${dates[t]}"`);
    }
    if (t > 0 && dates[t] <= dates[t - 1]) {
      throw new RangeError(
        `${name} must ascend strictly: row ${t} is ${dates[t]} after ${dates[t - 1]} in row ${t - 1}`,
      );
    }
  }
}
