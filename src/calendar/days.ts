import { dayNumber, weekdayOf } from '../features/dates.ts';

/** A weekday without a session. */
export type ExchangeHoliday = { readonly date: string; readonly name: string };

export const MONDAY = 0;
export const THURSDAY = 3;
export const FRIDAY = 4;
export const SATURDAY = 5;
export const SUNDAY = 6;

/** Day number of a date. */
export function dayOf(year: number, month: number, day: number): number {
  const two = (part: number) => String(part).padStart(2, '0');
  return dayNumber(`${year}-${two(month)}-${two(day)}`);
}

/** Day number of the n-th Monday (Tuesday, …) of a month, counted from 1. */
export function nthWeekday(year: number, month: number, weekday: number, n: number): number {
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1);
}

/** Day number of the last Monday (Tuesday, …) of a month. */
export function lastWeekday(year: number, month: number, weekday: number): number {
  const fifth = nthWeekday(year, month, weekday, 5);
  const end = month === 12 ? dayOf(year + 1, 1, 1) : dayOf(year, month + 1, 1);
  return fifth < end ? fifth : fifth - 7;
}

/**
 * Day number of Easter Sunday in the Gregorian calendar.
 *
 * Source: the anonymous algorithm of Nature, 20 April 1876, as in Meeus, Astronomical Algorithms (1991), chapter 8.
 */
export function easterSunday(year: number): number {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const leapCenturies = Math.floor(century / 4);
  const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - leapCenturies - moonCorrection + 15) % 30;
  const weekday = (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const sinceMarch = epact + weekday - 7 * late + 114;
  return dayOf(year, Math.floor(sinceMarch / 31), (sinceMarch % 31) + 1);
}
