import { dayNumber } from '../dates.ts';
import { PriceFileError } from './file_error.ts';
import type { PriceTable } from './price_table.ts';
import { isBlankRow, type PriceRow, type ReadRow, type RejectedLine, rejection, rowReader } from './rows.ts';

/** The sessions of a file, and every line that is none of them. */
export type Sessions = {
  /** In file order; each date of a symbol once. */
  readonly kept: readonly ReadRow[];
  /** Lines that could not be read, in file order. */
  readonly rejected: readonly RejectedLine[];
  /** Rows that say nothing about prices. They are among `rejected`. */
  readonly blank: ReadonlySet<number>;
  /** Rows that a later row of the same session replaces, in file order. */
  readonly replaced: readonly RejectedLine[];
};

/** @throws PriceFileError when the rows are parts of days, or of weeks and longer */
export function sessionsOf(table: PriceTable): Sessions {
  const read = rowReader(table);
  const rows: ReadRow[] = [];
  const rejected = table.broken.map(({ line, text, rule }) => rejection(line, null, rule, text));
  const blank = new Set<number>();
  for (const cells of table.rows) {
    const result = read(cells);
    if ('row' in result) {
      rows.push(result);
      continue;
    }
    rejected.push(result);
    if (isBlankRow(cells, table)) blank.add(cells.line);
  }
  refuseIntraday(rows);
  refuseLonger(rows);
  const { kept, replaced } = lastOfEach(rows, table.header.names[table.header.columns.date]);
  return { kept, rejected: rejected.sort((a, b) => a.line - b.line), blank, replaced };
}

/** What tells a session: rows of one symbol and date are one. */
export const sessionKey = ({ symbol = '', date }: PriceRow): string => `${date} ${symbol}`;

/**
 * Yahoo writes the newest session twice while it lasts, first as it closed before, then as it stands: of two rows the
 * later one counts.
 */
function lastOfEach(rows: readonly ReadRow[], dateColumn: string): { kept: ReadRow[]; replaced: RejectedLine[] } {
  const last = new Map(rows.map((read) => [sessionKey(read.row), read]));
  const kept: ReadRow[] = [];
  const replaced: RejectedLine[] = [];
  for (const read of rows) {
    const later = last.get(sessionKey(read.row));
    if (later === undefined || later === read) kept.push(read);
    else {
      const { line, date } = read.row;
      const rule = `one row per date: line ${later.row.line} is later and counts`;
      replaced.push(rejection(line, dateColumn, rule, date));
    }
  }
  return { kept, replaced };
}

/** A session at two times is the newest of a file of Yahoo's. More of them, or nothing else, are bars of minutes or hours. */
function refuseIntraday(rows: readonly ReadRow[]): void {
  const first = new Map<string, ReadRow>();
  let found: [ReadRow, ReadRow] | undefined;
  let repeats = 0;
  for (const read of rows) {
    const earlier = first.get(sessionKey(read.row));
    if (earlier === undefined) first.set(sessionKey(read.row), read);
    else if (earlier.time !== read.time) {
      repeats++;
      found ??= [earlier, read];
    }
  }
  if (found === undefined || (repeats < 2 && first.size > 1)) return;
  const [one, other] = found;
  throw new PriceFileError(
    `these are intraday bars, daily ones are expected: lines ${one.row.line} and ${other.row.line} are both of ` +
      `${one.row.date}, at ${one.time || 'no time'} and ${other.time || 'no time'}`,
  );
}

/** So few sessions may lie apart in a file of days. */
const FEW_SESSIONS = 10;
/** A holiday beside a weekend parts two sessions by four days; five is more than all of them can be parted by. */
const LEAST_DAYS_OF_A_WEEK = 5;

/** Of days, some follow each other, however seldom a share is traded. Judged by the first symbol. */
function refuseLonger(rows: readonly ReadRow[]): void {
  const days = rows
    .filter(({ row }) => row.symbol === rows[0].row.symbol)
    .map(({ row }) => dayNumber(row.date))
    .sort((a, b) => a - b);
  if (days.length < FEW_SESSIONS) return;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 1; i < days.length; i++) if (days[i] > days[i - 1]) least = Math.min(least, days[i] - days[i - 1]);
  if (least < LEAST_DAYS_OF_A_WEEK || least === Number.POSITIVE_INFINITY) return;
  throw new PriceFileError(
    `these are bars of weeks or longer, daily ones are expected: no two of ${days.length} rows are less than ${least} days apart`,
  );
}
