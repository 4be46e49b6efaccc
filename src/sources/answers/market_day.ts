import { dayNumber, isoDateOf } from '../../dates.ts';

/** When the sessions of a market end, on its own clock. */
export type MarketHours = {
  /** A name of the IANA database, as America/New_York. */
  readonly timeZone: string;
  /** Minutes after midnight. */
  readonly closes: number;
};

export const NEW_YORK: MarketHours = { timeZone: 'America/New_York', closes: 16 * 60 };

/** Free prices come a quarter of an hour late, and a close is put right within minutes. */
const SETTLING_MS = 30 * 60_000;

/** What clocks show: the room that computes asks no host for its time zones. */
export type Clock = {
  readonly now: Date;
  /** The date and the minute of the day in a zone of the IANA database. */
  readonly localTime: (instant: Date, timeZone: string) => { readonly date: string; readonly minutes: number };
};

/** The newest date whose session is over: what a source says of a later one may still change, or be of half a day. */
export function lastEndedDate({ now, localTime }: Clock, { timeZone, closes }: MarketHours): string {
  const { date, minutes } = localTime(new Date(now.getTime() - SETTLING_MS), timeZone);
  return minutes >= closes ? date : isoDateOf(dayNumber(date) - 1);
}
