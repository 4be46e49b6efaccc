import type { ExchangeHoliday } from './days.ts';
import { newYorkHolidays } from './xnys.ts';
import { warsawHolidays } from './xwar.ts';

export type { ExchangeHoliday } from './days.ts';
export { newYorkHolidays, warsawHolidays };

/** Later years are what the rules of today say; special closures become known as they are announced. */
export const CALENDAR_YEARS = { first: 2000, last: 2030 } as const;

const OF_YEAR: Readonly<Record<string, (year: number) => ExchangeHoliday[]>> = {
  XNYS: newYorkHolidays,
  XNAS: newYorkHolidays,
  XWAR: warsawHolidays,
};

/** Holidays of the exchanges that are known here, by MIC code (ISO 10383), ascending. */
export const EXCHANGE_CALENDARS: ReadonlyMap<string, readonly ExchangeHoliday[]> = new Map(
  Object.entries(OF_YEAR).map(([mic, ofYear]) => [
    mic,
    Array.from({ length: CALENDAR_YEARS.last - CALENDAR_YEARS.first + 1 }, (_, i) => CALENDAR_YEARS.first + i).flatMap(
      ofYear,
    ),
  ]),
);
