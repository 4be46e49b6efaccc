import { isoDateOf, weekdayOf } from '../features/dates.ts';
import {
  dayOf,
  type ExchangeHoliday,
  easterSunday,
  lastWeekday,
  MONDAY,
  nthWeekday,
  SATURDAY,
  SUNDAY,
  THURSDAY,
} from './days.ts';

/** Closures that no rule foresees: NYSE's list of special closings. */
const SPECIAL_CLOSURES: readonly ExchangeHoliday[] = [
  { date: '2001-09-11', name: 'Attacks of September 11' },
  { date: '2001-09-12', name: 'Attacks of September 11' },
  { date: '2001-09-13', name: 'Attacks of September 11' },
  { date: '2001-09-14', name: 'Attacks of September 11' },
  { date: '2004-06-11', name: 'Day of mourning for Ronald Reagan' },
  { date: '2007-01-02', name: 'Day of mourning for Gerald Ford' },
  { date: '2012-10-29', name: 'Hurricane Sandy' },
  { date: '2012-10-30', name: 'Hurricane Sandy' },
  { date: '2018-12-05', name: 'Day of mourning for George H. W. Bush' },
  { date: '2025-01-09', name: 'Day of mourning for Jimmy Carter' },
];

/** The year from which NYSE observes it; the federal holiday is a year older. */
const FIRST_JUNETEENTH = 2022;

/**
 * Weekdays of a year on which the New York exchanges (NYSE, Nasdaq) do not trade, from 2000 on.
 *
 * Source: NYSE Rule 7.2 and the calendars that NYSE announces. A holiday on a Sunday is observed on Monday, one on a
 * Saturday on Friday, but not where that Friday ends a month or a year: New Year's Day on a Saturday is not observed.
 */
export function newYorkHolidays(year: number): ExchangeHoliday[] {
  const regular: (readonly [day: number, name: string])[] = [
    [dayOf(year, 1, 1), 'New Year’s Day'],
    [nthWeekday(year, 1, MONDAY, 3), 'Martin Luther King, Jr. Day'],
    [nthWeekday(year, 2, MONDAY, 3), 'Washington’s Birthday'],
    [easterSunday(year) - 2, 'Good Friday'],
    [lastWeekday(year, 5, MONDAY), 'Memorial Day'],
    [dayOf(year, 6, 19), 'Juneteenth National Independence Day'],
    [dayOf(year, 7, 4), 'Independence Day'],
    [nthWeekday(year, 9, MONDAY, 1), 'Labor Day'],
    [nthWeekday(year, 11, THURSDAY, 4), 'Thanksgiving Day'],
    [dayOf(year, 12, 25), 'Christmas Day'],
  ];
  const observed = regular.flatMap(([day, name]) => {
    if (name.startsWith('Juneteenth') && year < FIRST_JUNETEENTH) return [];
    if (weekdayOf(day) === SUNDAY) return [{ date: isoDateOf(day + 1), name: `${name} (observed)` }];
    if (weekdayOf(day) !== SATURDAY) return [{ date: isoDateOf(day), name }];
    return endsMonth(day - 1) ? [] : [{ date: isoDateOf(day - 1), name: `${name} (observed)` }];
  });
  return [...observed, ...SPECIAL_CLOSURES.filter(({ date }) => date.startsWith(`${year}-`))].sort(byDate);
}

const endsMonth = (day: number): boolean => isoDateOf(day + 1).endsWith('-01');
const byDate = (a: ExchangeHoliday, b: ExchangeHoliday): number => (a.date < b.date ? -1 : 1);
