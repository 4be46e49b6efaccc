const MS_PER_DAY = 86_400_000;
/** Days of the year before each month, in a year that is no leap year. */
const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365] as const;

/**
 * Days from 1970-01-01 to an ISO date of the proleptic Gregorian calendar; NaN if the text is no date. By arithmetic
 * and not by Date, because a history has thousands of dates and each is looked at on every run.
 */
export function dayNumber(isoDate: string): number {
  if (isoDate.length !== 10 || isoDate[4] !== '-' || isoDate[7] !== '-') return Number.NaN;
  const year = digits(isoDate, 0, 4);
  const month = digits(isoDate, 5, 7);
  const day = digits(isoDate, 8, 10);
  // Written so that a part that is no number is refused.
  if (!(year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, year))) return Number.NaN;
  const leapDay = month > 2 && isLeap(year) ? 1 : 0;
  return daysBeforeYear(year) - daysBeforeYear(1970) + DAYS_BEFORE_MONTH[month - 1] + leapDay + day - 1;
}

/** The number that text[from … to − 1] spells, NaN unless all are digits. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = 10 * value + digit;
  }
  return value;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function daysIn(month: number, year: number): number {
  return DAYS_BEFORE_MONTH[month] - DAYS_BEFORE_MONTH[month - 1] + (month === 2 && isLeap(year) ? 1 : 0);
}

function daysBeforeYear(year: number): number {
  const before = year - 1;
  return 365 * year + Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
}

/** The ISO date of a day number. */
export function isoDateOf(day: number): string {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10);
}

/** Calendar year, month (1–12) and day of the year (1–366) of a day number. */
export function civilDate(day: number): { year: number; month: number; dayOfYear: number } {
  const date = new Date(day * MS_PER_DAY);
  const year = date.getUTCFullYear();
  return { year, month: date.getUTCMonth() + 1, dayOfYear: day - Date.UTC(year, 0, 1) / MS_PER_DAY + 1 };
}

/** Monday = 0 … Sunday = 6. Day 0, 1970-01-01, was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** ISO-8601 week number: weeks start on Monday and belong to the year that holds their Thursday. */
export function isoWeekOf(day: number): number {
  const thursday = day + 3 - weekdayOf(day);
  return Math.floor((civilDate(thursday).dayOfYear - 1) / 7) + 1;
}

/** The first day after `day` that is Monday–Friday and no holiday (ISO dates). */
export function nextSession(day: number, holidays: ReadonlySet<string>): number {
  let next = day + 1;
  while (weekdayOf(next) > 4 || (holidays.size > 0 && holidays.has(isoDateOf(next)))) next++;
  return next;
}

/** Calendar days from one ISO date to another; negative when `to` is earlier, NaN when one is no date. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from);
}

/** The UTC day of an instant as an ISO date. */
export function isoDay(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}
