import { dayNumber, weekdayOf } from '../../dates.ts';
import { UNKNOWN } from './numbers.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

type Maybe = string | null | undefined;

/** Year, month from 1 and day of an ISO date; undefined where it is none. */
function parts(date: Maybe): readonly [year: number, month: number, day: number] | undefined {
  const found = /^(\d{4,})-(\d\d)-(\d\d)/.exec(date ?? '');
  if (!found) return undefined;
  const [year, month, day] = found.slice(1).map(Number);
  return month >= 1 && month <= 12 ? [year, month, day] : undefined;
}

/** A session as people say it: Fri 17 Apr 2020. It is a day of its exchange, in no time zone. */
export function session(date: Maybe): string {
  const found = parts(date);
  if (!found) return UNKNOWN;
  const [year, month, day] = found;
  return `${DAYS[weekdayOf(dayNumber((date ?? '').slice(0, 10)))]} ${day} ${MONTHS[month - 1]} ${year}`;
}

/** The same without the weekday: 17 Apr 2020. */
export function shortSession(date: Maybe): string {
  const found = parts(date);
  return found ? `${found[2]} ${MONTHS[found[1] - 1]} ${found[0]}` : UNKNOWN;
}

/** The day without its year: 17 Apr. */
export function dayOfMonth(date: Maybe): string {
  const found = parts(date);
  return found ? `${found[2]} ${MONTHS[found[1] - 1]}` : UNKNOWN;
}

/** A month: Apr 2020, of a date or of 2020-04. */
export function month(date: Maybe): string {
  const found = parts(`${(date ?? '').slice(0, 7)}-01`);
  return found ? `${MONTHS[found[1] - 1]} ${found[0]}` : UNKNOWN;
}

export const MONTH_NAMES: readonly string[] = MONTHS;

/** Seconds since the epoch of an ISO date's midnight in UTC, as charts count time. */
export const epochSeconds = (date: string): number => dayNumber(date) * 86_400;

/** How long ago something was: just now, 3 min ago, 2 h ago, 4 days ago. */
export function ago(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1000);
  if (seconds < 45) return 'just now';
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)}\u00a0min ago`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)}\u00a0h ago`;
  return `${Math.round(seconds / 86_400)}\u00a0days ago`;
}

type Span = Readonly<Record<'years' | 'months' | 'days' | 'hours' | 'minutes' | 'seconds', number | null>>;

/** A stretch of time in seconds, a month as thirty days and a year as 365, as Postgres compares them. */
export const secondsOf = ({ years, months, days, hours, minutes, seconds }: Span): number =>
  (((years ?? 0) * 365 + (months ?? 0) * 30 + (days ?? 0)) * 24 + (hours ?? 0)) * 3600 +
  (minutes ?? 0) * 60 +
  (seconds ?? 0);
