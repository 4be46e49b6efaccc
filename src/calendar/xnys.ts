import { weekdayOf } from '../dates.ts';
import { dayOf, MONDAY, nthWeekday, THURSDAY } from './days.ts';
import { easterSunday } from './easter.ts';
import type { ExchangeCalendar, NamedDay } from './exchange_calendar.ts';

const SATURDAY = 5;
const SUNDAY = 6;

/**
 * The exchanges of the United States: New York, American, Arca and Nasdaq. NYSE Rule 7.2 lists the holidays, and the
 * rules of the others name the same days. A holiday on a Sunday moves to the Monday. One on a Saturday moves to the
 * Friday, except where an accounting period ends on that: New Year's Day, whose Friday is 31 December.
 *
 * Holds from 1998 on, when Martin Luther King, Jr. Day was added.
 */
export const XNYS: ExchangeCalendar = {
  micCodes: ['XNYS', 'XASE', 'ARCX', 'XNAS'],
  scheduledDays,
  closures: [
    { date: '2001-09-11', name: 'September 11 attacks' },
    { date: '2001-09-12', name: 'September 11 attacks' },
    { date: '2001-09-13', name: 'September 11 attacks' },
    { date: '2001-09-14', name: 'September 11 attacks' },
    { date: '2004-06-11', name: 'National day of mourning for Ronald Reagan' },
    { date: '2007-01-02', name: 'National day of mourning for Gerald Ford' },
    { date: '2012-10-29', name: 'Hurricane Sandy' },
    { date: '2012-10-30', name: 'Hurricane Sandy' },
    { date: '2018-12-05', name: 'National day of mourning for George H. W. Bush' },
    { date: '2025-01-09', name: 'National day of mourning for Jimmy Carter' },
  ],
};

function scheduledDays(year: number): NamedDay[] {
  const days: NamedDay[] = [
    { day: dayOf(year, 1, 1), name: "New Year's Day" },
    { day: nthWeekday(3, MONDAY, year, 1), name: 'Martin Luther King, Jr. Day' },
    { day: nthWeekday(3, MONDAY, year, 2), name: "Washington's Birthday" },
    { day: easterSunday(year) - 2, name: 'Good Friday' },
    { day: nthWeekday(1, MONDAY, year, 6) - 7, name: 'Memorial Day' },
    { day: dayOf(year, 7, 4), name: 'Independence Day' },
    { day: nthWeekday(1, MONDAY, year, 9), name: 'Labor Day' },
    { day: nthWeekday(4, THURSDAY, year, 11), name: 'Thanksgiving Day' },
    { day: dayOf(year, 12, 25), name: 'Christmas Day' },
  ];
  // Added to Rule 7.2 in September 2021.
  if (year >= 2022) days.push({ day: dayOf(year, 6, 19), name: 'Juneteenth National Independence Day' });
  return days.map(observed);
}

function observed({ day, name }: NamedDay): NamedDay {
  const weekday = weekdayOf(day);
  if (weekday === SUNDAY) return { day: day + 1, name: `${name} (observed)` };
  if (weekday === SATURDAY && name !== "New Year's Day") return { day: day - 1, name: `${name} (observed)` };
  return { day, name };
}
