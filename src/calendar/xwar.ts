import { isoDateOf, weekdayOf } from '../features/dates.ts';
import { dayOf, type ExchangeHoliday, easterSunday, FRIDAY } from './days.ts';

/** Sessions that the exchange's board cancelled beside its rules, by resolutions of their own. */
const SPECIAL_CLOSURES: readonly ExchangeHoliday[] = [
  { date: '2000-05-02', name: 'Between two holidays' },
  { date: '2005-04-08', name: 'Funeral of John Paul II' },
  { date: '2007-12-31', name: 'New Year’s Eve' },
  { date: '2008-05-02', name: 'Between two holidays' },
  { date: '2009-01-02', name: 'Between holiday and weekend' },
  { date: '2013-04-16', name: 'Change of the trading system' },
  { date: '2018-01-02', name: 'Introduction of MiFID II' },
  { date: '2018-11-12', name: 'Centenary of independence' },
];

/** A public holiday again from that year. */
const FIRST_EPIPHANY = 2011;
const FIRST_NEW_YEARS_EVE = 2011;
/** Christmas Eve, a Friday, was a session in that year only. */
const CHRISTMAS_EVE_WITH_SESSION = 2004;

/**
 * Weekdays of a year on which the Warsaw Stock Exchange does not trade, from 2000 on.
 *
 * Source: Poland's public holidays (act of 18 January 1951), Good Friday, Christmas Eve and New Year's Eve by the
 * exchange's yearly resolution, checked against its sessions. Holidays on weekends are not made up for.
 */
export function warsawHolidays(year: number): ExchangeHoliday[] {
  const easter = easterSunday(year);
  const regular: (readonly [day: number, name: string, observed?: boolean])[] = [
    [dayOf(year, 1, 1), 'New Year’s Day'],
    [dayOf(year, 1, 6), 'Epiphany', year >= FIRST_EPIPHANY],
    [easter - 2, 'Good Friday'],
    [easter + 1, 'Easter Monday'],
    [dayOf(year, 5, 1), 'Labour Day'],
    [dayOf(year, 5, 3), 'Constitution Day'],
    [easter + 60, 'Corpus Christi'],
    [dayOf(year, 8, 15), 'Assumption and Armed Forces Day'],
    [dayOf(year, 11, 1), 'All Saints’ Day'],
    [dayOf(year, 11, 11), 'Independence Day'],
    [dayOf(year, 12, 24), 'Christmas Eve', year !== CHRISTMAS_EVE_WITH_SESSION],
    [dayOf(year, 12, 25), 'Christmas Day'],
    [dayOf(year, 12, 26), 'Second Day of Christmas'],
    [dayOf(year, 12, 31), 'New Year’s Eve', year >= FIRST_NEW_YEARS_EVE],
  ];
  const onWeekdays = regular
    .filter(([day, , observed = true]) => observed && weekdayOf(day) <= FRIDAY)
    .map(([day, name]) => ({ date: isoDateOf(day), name }));
  return [...onWeekdays, ...SPECIAL_CLOSURES.filter(({ date }) => date.startsWith(`${year}-`))].sort(byDate);
}

const byDate = (a: ExchangeHoliday, b: ExchangeHoliday): number => (a.date < b.date ? -1 : 1);
