const MS_PER_DAY = 86_400_000;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days from 1970-01-01 to an ISO date; NaN if the text is not a date of the calendar. */
export function dayNumber(isoDate: string): number {
  const parts = ISO_DATE.exec(isoDate);
  if (parts === null) return Number.NaN;
  const day = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) / MS_PER_DAY;
  return isoDateOf(day) === isoDate ? day : Number.NaN;
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
