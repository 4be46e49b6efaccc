import { holidaysOf } from './exchange_calendar.ts';
import { XNYS } from './xnys.ts';
import { XWAR } from './xwar.ts';

export { type ExchangeCalendar, type Holiday, holidaysOf } from './exchange_calendar.ts';
export { KNOWN_EXCHANGES, type KnownExchange } from './known_exchanges.ts';

/** The calendars this package brings. */
export const EXCHANGE_CALENDARS = [XNYS, XWAR] as const;

/** The years they are stored for. Before and after them an exchange is taken to trade on every weekday. */
export const CALENDAR_YEARS = { firstYear: 2000, lastYear: 2030 } as const;

export type ExchangeHoliday = { readonly micCode: string; readonly date: string; readonly name: string };

/** All that is stored: the holidays of each exchange that keeps one of the calendars. */
export function exchangeHolidays(): ExchangeHoliday[] {
  return EXCHANGE_CALENDARS.flatMap((calendar) => {
    const holidays = holidaysOf(calendar, CALENDAR_YEARS);
    return calendar.micCodes.flatMap((micCode) => holidays.map((holiday) => ({ micCode, ...holiday })));
  });
}
