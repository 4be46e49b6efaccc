import { isoDateOf, weekdayOf } from '../dates.ts';

/** A weekday on which an exchange does not trade, and why. */
export type Holiday = { readonly date: string; readonly name: string };

/** A day by rule; it may fall on a weekend. */
export type NamedDay = { readonly day: number; readonly name: string };

export type ExchangeCalendar = {
  /** The exchanges that keep it, by ISO 10383 market identifier code. */
  readonly micCodes: readonly string[];
  /** The days of a year that its rules make holidays. */
  readonly scheduledDays: (year: number) => readonly NamedDay[];
  /** Further weekdays without a session, each by a decision of its own. */
  readonly closures: readonly Holiday[];
};

/** The weekdays without a session from one year to another, in order. Half days are sessions. */
export function holidaysOf(
  calendar: ExchangeCalendar,
  { firstYear, lastYear }: { firstYear: number; lastYear: number },
): Holiday[] {
  const holidays = calendar.closures.filter(({ date }) => {
    const year = Number(date.slice(0, 4));
    return year >= firstYear && year <= lastYear;
  });
  for (let year = firstYear; year <= lastYear; year++) {
    for (const { day, name } of calendar.scheduledDays(year)) {
      if (weekdayOf(day) <= 4) holidays.push({ date: isoDateOf(day), name });
    }
  }
  holidays.sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
  return holidays;
}
