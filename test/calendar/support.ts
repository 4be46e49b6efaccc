import { readFileSync } from 'node:fs';
import { EXCHANGE_CALENDARS, exchangeHolidays } from '../../src/calendar/index.ts';
import { dayNumber, isoDateOf, weekdayOf } from '../../src/dates.ts';
import { SHARED, unlessShared } from '../support/shared.ts';

const PRICES = new URL('data/', SHARED);
export const skipWithoutPrices = unlessShared('data/');

/** The stored holidays of an exchange in a year, as month and day. */
export function daysOf(micCode: string, year: number): string[] {
  return exchangeHolidays()
    .filter((holiday) => holiday.micCode === micCode && holiday.date.startsWith(`${year}-`))
    .map(({ date }) => date.slice(5));
}

/** The dates of a price file. */
export function sessionsOf(file: string): Set<string> {
  const lines = readFileSync(new URL(file, PRICES), 'utf8').trim().split('\n').slice(1);
  return new Set(lines.map((line) => line.slice(0, 10)));
}

/** Weekdays on which prices and calendar disagree: a session on a holiday, or neither. */
export function disagreements(micCode: string, sessions: ReadonlySet<string>, from: string, to: string): string[] {
  const holidays = new Set(
    exchangeHolidays()
      .filter((h) => h.micCode === micCode)
      .map(({ date }) => date),
  );
  if (holidays.size === 0)
    throw new Error(`no holidays of ${micCode}; there are ${EXCHANGE_CALENDARS.length} calendars`);
  const found: string[] = [];
  for (let day = dayNumber(from); day <= dayNumber(to); day++) {
    const date = isoDateOf(day);
    if (weekdayOf(day) <= 4 && sessions.has(date) === holidays.has(date)) found.push(date);
  }
  return found;
}
