import { dayOf } from './days.ts';
import { easterSunday } from './easter.ts';
import type { ExchangeCalendar, NamedDay } from './exchange_calendar.ts';

/**
 * Warsaw Stock Exchange. It does not trade on the days that the Act of 18 January 1951 on days free from work names,
 * nor on the days its board adds by a resolution for each year: Good Friday, 24 and 31 December. Holidays on a weekend
 * are not made up for. Resolutions come out in the year before (593/2021 for 2022, 509/2022 for 2023); years without
 * one assume that the practice goes on.
 */
export const XWAR: ExchangeCalendar = {
  micCodes: ['XWAR'],
  scheduledDays,
  // Those without a better name were days between a holiday and a weekend.
  closures: [
    { date: '2000-05-02', name: 'Day without a session' },
    { date: '2005-04-08', name: 'Funeral of Pope John Paul II' },
    { date: '2008-05-02', name: 'Day without a session' },
    { date: '2009-01-02', name: 'Day without a session' },
    { date: '2013-04-16', name: 'Change of the trading system' },
    { date: '2018-01-02', name: 'MiFID II comes into force' },
    { date: '2018-11-12', name: 'Centenary of independence' },
  ],
};

function scheduledDays(year: number): NamedDay[] {
  const easter = easterSunday(year);
  const days: NamedDay[] = [
    { day: dayOf(year, 1, 1), name: "New Year's Day" },
    { day: easter - 2, name: 'Good Friday' },
    { day: easter + 1, name: 'Easter Monday' },
    { day: dayOf(year, 5, 1), name: 'Labour Day' },
    { day: dayOf(year, 5, 3), name: 'Constitution Day' },
    { day: easter + 60, name: 'Corpus Christi' },
    { day: dayOf(year, 8, 15), name: 'Armed Forces Day' },
    { day: dayOf(year, 11, 1), name: "All Saints' Day" },
    { day: dayOf(year, 11, 11), name: 'Independence Day' },
    { day: dayOf(year, 12, 25), name: 'Christmas Day' },
    { day: dayOf(year, 12, 26), name: 'Second Day of Christmas' },
  ];
  // A holiday again since the Act of 24 September 2010.
  if (year >= 2011) days.push({ day: dayOf(year, 1, 6), name: 'Epiphany' });
  // By resolution until 2024, by law since 2025; in 2004 it was a session.
  if (year !== 2004) days.push({ day: dayOf(year, 12, 24), name: 'Christmas Eve' });
  if (year === 2007 || year >= 2011) days.push({ day: dayOf(year, 12, 31), name: "New Year's Eve" });
  return days;
}
