import { dayNumber, weekdayOf } from '../dates.ts';

export const MONDAY = 0;
export const THURSDAY = 3;

/** Day number (days from 1970-01-01) of a date, month 1–12. */
export function dayOf(year: number, month: number, day: number): number {
  return dayNumber([String(year).padStart(4, '0'), pad(month), pad(day)].join('-'));
}

const pad = (number: number): string => String(number).padStart(2, '0');

/** The day number of the n-th given weekday (Monday = 0) of a month. */
export function nthWeekday(n: number, weekday: number, year: number, month: number): number {
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1);
}
