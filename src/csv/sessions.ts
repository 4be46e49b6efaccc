import { dayNumber } from '../dates.ts';
import { eachOnce, sessionKey } from './each_once.ts';
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
  const { kept, replaced } = eachOnce(rows, table.header.names[table.header.columns.date]);
  refuseLonger(rows);
  lost ??= replacedSplit(rows, kept, replaced);
  return {
    kept,
    rejected: rejected.sort((a, b) => a.line - b.line),
    blank,
    replaced,
    ...(lost && { lostSplit: lost }),
  };
}

/** The split of a row that cannot be read. */
function splitOf({ line, cells }: CellRow, rule: string, { header, mark }: PriceTable): PriceFileError | undefined {
  const text = cells[header.columns.splitFactor] ?? '';
  if (isMissing(text) || [0, 1].includes(Number(readNumber(text, mark)))) return undefined;
  return lostSplit(line, cells[header.columns.date] ?? '', text, rule);
}

/** The split of a row that a later one replaces, which has another factor. */
function replacedSplit(
  rows: readonly ReadRow[],
  kept: readonly ReadRow[],
  replaced: readonly RejectedLine[],
): PriceFileError | undefined {
  const split = ({ splitFactor = '1' }: PriceRow) => Number(splitFactor);
  if (replaced.length === 0 || rows.every(({ row }) => split(row) === 1)) return undefined;
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
