import { PriceFileError } from './file_error.ts';
import { type PriceRow, type ReadRow, type RejectedLine, rejection } from './rows.ts';

/**
 * The rows with each session of a symbol once, and those that a later row replaces.
 * @throws PriceFileError when the rows are parts of days, or most sessions are there several times
 */
export function eachOnce(
  rows: readonly ReadRow[],
  dateColumn: string,
): { kept: readonly ReadRow[]; replaced: RejectedLine[] } {
  if (isOneByOne(rows)) return { kept: rows, replaced: [] };
  refuseIntraday(rows);
  const { kept, replaced } = lastOfEach(rows, dateColumn);
  refuseSeveral(rows, kept, replaced);
  return { kept, replaced };
}

/** Whether the sessions of each symbol follow each other in one direction: then none is there twice, however many there are. */
function isOneByOne(rows: readonly ReadRow[]): boolean {
  const newest = new Map<string | undefined, { date: string; ascends?: boolean }>();
  return rows.every(({ row: { symbol, date } }) => {
    const before = newest.get(symbol);
    if (before === undefined) {
      newest.set(symbol, { date });
      return true;
    }
    const ascends = date > before.date;
    const holds = date !== before.date && (before.ascends ?? ascends) === ascends;
    before.date = date;
    before.ascends = ascends;
    return holds;
  });
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

/** Prices of one session that are further apart are of two instruments, or before and after a split. */
const FAR_APART = 0.01;
const areFarApart = (one: PriceRow, other: PriceRow): boolean =>
  (['open', 'high', 'low', 'close'] as const).some(
    (field) => Math.abs(Number(one[field]) - Number(other[field])) > FAR_APART * Math.abs(Number(other[field])),
  );

/** A session that is there twice is put right by its later row. Other prices of most are several things. */
function refuseSeveral(rows: readonly ReadRow[], kept: readonly ReadRow[], replaced: readonly RejectedLine[]): void {
  if (replaced.length < 2) return;
  const last = new Map(kept.map(({ row }) => [sessionKey(row), row]));
  const other = rows.filter(({ row }) => areFarApart(row, last.get(sessionKey(row)) ?? row));
  if (other.length < 2 || other.length <= kept.length / 2) return;
  const [{ line, rule, value }] = replaced;
  throw new PriceFileError(
    `${kept.length + replaced.length} rows are of ${kept.length} sessions, and one row a session is expected; the first of ` +
      `them is line ${line} (${value}: ${rule}). Are they of several instruments? Then a column has to say so: symbol`,
  );
}

/**
 * A session at two times is the newest of a file of Yahoo's. Any other, or one at three times, or one that is all there
 * is, are bars of minutes or hours.
 */
function refuseIntraday(rows: readonly ReadRow[]): void {
  const newest = new Map<string, string>();
  for (const { row } of rows) {
    if (row.date > (newest.get(row.symbol ?? '') ?? '')) newest.set(row.symbol ?? '', row.date);
  }
  const first = new Map<string, ReadRow>();
  const twice = new Map<string, ReadRow>();
  let found: [ReadRow, ReadRow] | undefined;
  for (const read of rows) {
    const key = sessionKey(read.row);
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, read);
      continue;
    }
    if (earlier.time === read.time) continue;
    const isNewest = read.row.date === newest.get(read.row.symbol ?? '');
    if (!isNewest || twice.has(key)) found ??= [earlier, twice.get(key) ?? read];
    twice.set(key, read);
  }
  const [only] = twice;
  if (first.size === 1 && only !== undefined) found ??= [rows[0], only[1]];
  if (found === undefined) return;
  const [one, other] = found;
  throw new PriceFileError(
    `these are intraday bars, daily ones are expected: lines ${one.row.line} and ${other.row.line} are both of ` +
      `${one.row.date}, at ${one.time || 'no time'} and ${other.time || 'no time'}`,
  );
}
