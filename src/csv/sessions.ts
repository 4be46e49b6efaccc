import { dayNumber } from '../dates.ts';
import { PriceFileError } from './file_error.ts';
import { isMissing, readNumber } from './numbers.ts';
import type { PriceTable } from './price_table.ts';
import { isBlankRow, type PriceRow, type ReadRow, type RejectedLine, rejection, rowReader } from './rows.ts';
import type { CellRow } from './wide_header.ts';

/** The sessions of a file, and every line that is none of them. */
export type Sessions = {
  /** In file order; each date of a symbol once. */
  readonly kept: readonly ReadRow[];
  /** Lines that could not be read, in file order. */
  readonly rejected: readonly RejectedLine[];
  /** Lines that say nothing about prices. They are among `rejected`. */
  readonly blank: ReadonlySet<number>;
  /** Rows that a later row of the same session replaces, in file order. */
  readonly replaced: readonly RejectedLine[];
  /** A split in a row that does not count: without it the prices before it would silently be of another basis. */
  readonly lostSplit?: PriceFileError;
};

/** @throws PriceFileError when the rows are parts of days, or of weeks and longer, or most sessions are there several times */
export function sessionsOf(table: PriceTable, today?: Date): Sessions {
  const read = rowReader(table, today);
  const rows: ReadRow[] = [];
  const rejected = table.broken.map(({ line, text, rule }) => rejection(line, null, rule, text));
  const blank = new Set(table.broken.filter(({ isNoRow }) => isNoRow).map(({ line }) => line));
  let lost: PriceFileError | undefined;
  for (const cells of table.rows) {
    const result = read(cells);
    if ('row' in result) {
      rows.push(result);
      continue;
    }
    lost ??= splitOf(cells, result.rule, table);
    rejected.push(result);
    if (isBlankRow(cells, table)) blank.add(cells.line);
  }
  refuseIntraday(rows);
  refuseLonger(rows);
  const { kept, replaced } = lastOfEach(rows, table.header.names[table.header.columns.date]);
  refuseSeveral(rows, kept, replaced);
  lost ??= replacedSplit(rows, kept);
  return {
    kept,
    rejected: rejected.sort((a, b) => a.line - b.line),
    blank,
    replaced,
    ...(lost && { lostSplit: lost }),
  };
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

/** The split of a row that cannot be read. */
function splitOf({ line, cells }: CellRow, rule: string, { header, mark }: PriceTable): PriceFileError | undefined {
  const text = cells[header.columns.splitFactor] ?? '';
  if (isMissing(text) || [0, 1].includes(Number(readNumber(text, mark)))) return undefined;
  return lostSplit(line, cells[header.columns.date] ?? '', text, rule);
}

/** The split of a row that a later one replaces, which has another factor. */
function replacedSplit(rows: readonly ReadRow[], kept: readonly ReadRow[]): PriceFileError | undefined {
  const split = ({ splitFactor = '1' }: PriceRow) => Number(splitFactor);
  if (rows.every(({ row }) => split(row) === 1)) return undefined;
  const last = new Map(kept.map(({ row }) => [sessionKey(row), row]));
  for (const { row } of rows) {
    const later = last.get(sessionKey(row));
    if (later === undefined || split(row) === 1 || split(row) === split(later)) continue;
    return lostSplit(row.line, row.date, String(split(row)), `line ${later.line} is later, counts, and has another`);
  }
}

const lostSplit = (line: number, date: string, factor: string, why: string): PriceFileError =>
  new PriceFileError(
    `line ${line}: the split of ${date} (${factor}) is in a row that cannot be used (${why}), and without it the prices ` +
      'before it would be of another basis: mend the row',
  );

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

/** So few sessions may lie apart in a file of days. */
const FEW_SESSIONS = 10;
/** A holiday beside a weekend parts two sessions by four days; five is more than all of them can be parted by. */
const LEAST_DAYS_OF_A_WEEK = 5;
/** Weeks end on another day before a holiday, and months differ in length. */
const REGULAR_WITHIN_DAYS = 3;

/** Of days, some follow each other, however seldom a share is traded. One symbol of which that is so speaks for all. */
function refuseLonger(rows: readonly ReadRow[]): void {
  const long = [...Map.groupBy(rows, ({ row }) => row.symbol)].flatMap(([, own]) => {
    if (own.length < FEW_SESSIONS) return [];
    const gaps = gapsOf(own);
    return gaps.length === 0 ? [] : [{ count: own.length, least: leastOfPeriods(gaps) }];
  });
  const [first] = long;
  if (first?.least === undefined || long.some(({ least }) => least === undefined)) return;
  throw new PriceFileError(
    `these are bars of weeks or longer, daily ones are expected: no two of ${first.count} rows are less than ${first.least} days apart`,
  );
}

/** The days between sessions that follow each other, the oldest first. */
function gapsOf(rows: readonly ReadRow[]): number[] {
  const days = [...new Set(rows.map(({ row }) => dayNumber(row.date)))].sort((a, b) => a - b);
  return days.slice(1).map((day, i) => day - days[i]);
}

/** The shortest period; undefined where sessions follow each other. The newest period of a source may not be over. */
function leastOfPeriods(gaps: readonly number[]): number | undefined {
  const least = Math.min(...gaps);
  if (least >= LEAST_DAYS_OF_A_WEEK) return least;
  const whole = gaps.slice(0, -1);
  const shortest = Math.min(...whole);
  const isRegular = Math.max(...whole) - shortest <= REGULAR_WITHIN_DAYS;
  return whole.length > 0 && shortest >= LEAST_DAYS_OF_A_WEEK && isRegular ? shortest : undefined;
}
