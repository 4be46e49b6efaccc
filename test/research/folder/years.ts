import { UserError } from '../../../src/cli/terminal/errors.ts';
import type { Series } from './read_folder.ts';
import { daysOfYear, type Rows, rowsOf, rowsOfDays } from './rows.ts';

/** Of fewer sessions before it, nothing could be said of a year. */
const FEWEST_SESSIONS_BEFORE = 100;

/** @throws UserError naming the first year that cannot be judged, the reason, and which years can */
export function requireYears(stocks: readonly Series[], years: readonly number[]): void {
  const rows = rowsOf(stocks, '9999-12-31');
  for (const year of years) {
    const reason = whyNot(rows, year);
    if (reason === undefined) continue;
    const known = [...new Set(rows.calendar.map((date) => Number(date.slice(0, 4))))];
    const others = known.filter((one) => whyNot(rows, one) === undefined);
    const advice =
      others.length > 0 ? `these years can be judged: ${others.join(', ')}` : 'no year of these files can be';
    throw new UserError(`--years ${year} cannot be judged: ${reason}; ${advice}`);
  }
}

function whyNot(rows: Rows, year: number): string | undefined {
  const [from, to] = rowsOfDays(rows, daysOfYear(rows, year));
  if (from === to) return 'no session in it has a known outcome';
  const before = new Set(rows.day.subarray(0, from)).size;
  if (before >= FEWEST_SESSIONS_BEFORE) return undefined;
  return `before it are ${before} sessions to learn from, and ${FEWEST_SESSIONS_BEFORE} are needed`;
}
