import type { CorporateActions } from '../backtest/index.ts';
import type { BarField } from '../bar_rules.ts';
import type { Bars } from '../bars.ts';
import {
  type BarFault,
  brokenAction,
  brokenRule,
  contradiction,
  lostAction,
  ofOtherSymbol,
  outOfOrder,
  toBar,
  zeroPrice,
} from './bar_faults.ts';
import type { ColumnMapping } from './column_mapping.ts';
import { PriceFileError } from './file_error.ts';
import type { PriceFormat } from './formats/format.ts';
import type { RecognisedHeader } from './header.ts';
import { refuseHiddenSplits } from './hidden_splits.ts';
import type { CsvSource } from './lines.ts';
import { aboveNotes, adjustmentNotes, basisNotes, knownNotes } from './notes.ts';
import { type PriceTable, readPriceTable } from './price_table.ts';
import type { PriceRow } from './rows.ts';
import { sessionsOf } from './sessions.ts';
import { knownSplits, refuseUnreadSplits, splitAdjusted, splitList, splitsIn } from './splits.ts';

export type BarsFile = {
  readonly bars: Bars;
  /** Where the file has a column of splits or dividends. Prices are as in the file, on the basis that the splits say. */
  readonly actions?: CorporateActions;
  /** Rows without a price, with one of 0 or with contradictions that were not kept, and those that a later row replaces, in file order. */
  readonly leftOut: readonly BarFault[];
  /** Contradictions that were kept, in file order: they are in `bars` as the file has them. */
  readonly warnings: readonly BarFault[];
  /** What was done with splits, dividends and adjusted closes, in sentences. */
  readonly notes: readonly string[];
};

/** The file's rows are no bars to compute on. */
export class BarsCsvError extends Error {
  override readonly name = 'BarsCsvError';
  /** In file order, one per line: the first rule it breaks. Never empty. */
  readonly faults: readonly BarFault[];

  constructor(faults: readonly BarFault[]) {
    const [{ line, column, rule, value }] = faults;
    const others = faults.length > 1 ? ` (the first of ${faults.length} lines)` : '';
    super(`line ${line}${column === null ? '' : `, column ${column}`}: ${rule}, received "${value}"${others}`);
    this.faults = faults;
  }
}

export type BarsCsvOptions = {
  /** Whether the file must have volumes. Where they are not needed they are not read: all are 0. Default: required. */
  readonly volume?: 'required' | 'not needed';
  /** Whether prices stay on the basis that the file's splits say, or are put on that of the newest. Default: kept. */
  readonly splits?: 'kept' | 'adjusted';
  /**
   * What becomes of rows whose prices contradict each other. Default: kept, as they are published, and named. An import
   * leaves them out.
   */
  readonly contradictions?: 'kept' | 'left out';
  /** Which one of a file of several symbols. */
  readonly symbol?: string;
  /** Which column is which, for a header of no known format. */
  readonly columns?: ColumnMapping;
  /** Sessions that have not come by then refuse the file. Without it, they are not looked for. */
  readonly today?: Date;
};

/**
 * Reads a file of daily prices in any known format as bars to compute on, the oldest first. Where `parsePriceCsv` leaves
 * a bad line out, this refuses the file: a series with a hole, or with rows sorted for the user, would give numbers for
 * other data than the file's. Left out, and said, are rows without any price or with an open, high or low of 0, and
 * of a session that is there twice the earlier row; prices that contradict each other only when asked. The close is taken as it is, an adjusted close is not used.
 *
 * A header without rows is a series of length 0.
 *
 * @throws PriceFileError when the source is empty, its header is of no known format, it holds no daily prices, or a
 *   split would be lost with its row.
 * @throws BarsCsvError when there is no volume column, or lines that cannot be read, are out of order, are of a second
 *   symbol, or hold a value that `checkBars` refuses.
 */
export async function readBarsCsv(
  source: CsvSource,
  { volume = 'required', splits = 'kept', contradictions = 'kept', symbol, columns, today }: BarsCsvOptions = {},
): Promise<BarsFile> {
  const table = ofSymbol(await readPriceTable(source, columns), symbol);
  const header = volume === 'required' ? table.header : withoutVolume(table.header);
  if (header.columns.volume < 0 && volume === 'required') {
    const value = header.names.join(',').slice(0, 120);
    const rule = 'there is a volume column';
    throw new BarsCsvError([{ line: table.headerLine, date: null, column: null, rule, value }]);
  }
  const { kept, rejected, blank, replaced, lostSplit } = sessionsOf({ ...table, header }, today);
  refuseUnreadSplits(table);
  const rows = kept.map(({ row }) => row);
  refuseHiddenSplits(rows, table.header);
  const newestFirst = isNewestFirst(rows, header.format);
  const holeIn = (row: PriceRow): BarFault | undefined => {
    const bar = toBar(row);
    return zeroPrice(row, bar, header) ?? (contradictions === 'kept' ? undefined : contradiction(row, bar, header));
  };
  const faults = [
    ...rejected.filter(({ line }) => !blank.has(line)).map((fault) => ({ ...fault, date: null })),
    ...rows.flatMap(
      (row, i) =>
        ofOtherSymbol(row, rows[0], header) ??
        outOfOrder(row, rows[i - 1]?.date, header, newestFirst) ??
        brokenRule(row, toBar(row), header) ??
        brokenAction(row, header) ??
        (splits === 'kept' ? lostAction(row, holeIn(row)) : undefined) ??
        [],
    ),
  ].sort((a, b) => a.line - b.line);
  if (faults.length > 0) throw new BarsCsvError(faults);
  if (lostSplit) throw lostSplit;
  const holes = rows.flatMap((row) => holeIn(row) ?? []);
  const holeLines = new Set(holes.map(({ line }) => line));
  const whole = rows.filter(({ line }) => !holeLines.has(line));
  const known = knownSplits(kept);
  const found = splitsIn(rows);
  const isAdjusted = splits === 'adjusted' || header.format.prices === 'as traded';
  const ascending = newestFirst ? rows.toReversed() : rows;
  return {
    ...barsOf(
      (isAdjusted ? splitAdjusted(ascending) : ascending).filter(({ line }) => !holeLines.has(line)),
      header,
    ),
    leftOut: [
      ...rejected
        .filter(({ line }) => blank.has(line))
        .map((row) => ({ ...row, rule: 'a row has prices', date: null })),
      ...replaced.map((row) => ({ ...row, date: row.value })),
      ...holes,
    ].sort((a, b) => a.line - b.line),
    warnings: whole.flatMap((row) => contradiction(row, toBar(row), header) ?? []).sort((a, b) => a.line - b.line),
    notes: [
      ...aboveNotes(table),
      ...basisNotes(header),
      ...(isAdjusted ? adjustmentNotes(found) : []),
      ...(!isAdjusted && found.length > 0
        ? [`splits (${splitList(found)}) are counted, prices are as in the file`]
        : []),
      ...knownNotes(known),
      ...(header.columns.adjustedClose < 0
        ? []
        : [`the adjusted close (${header.names[header.columns.adjustedClose]}) is not used: the close is`]),
    ],
  };
}

/** @throws PriceFileError when the file has no such symbol */
function ofSymbol(table: PriceTable, symbol: string | undefined): PriceTable {
  const at = table.header.columns.symbol;
  if (symbol === undefined || at < 0 || table.rows.length === 0) return table;
  const rows = table.rows.filter(({ cells }) => cells[at] === symbol);
  if (rows.length > 0) return { ...table, rows };
  const known = [...new Set(table.rows.map(({ cells }) => cells[at]))];
  const some = `${known.slice(0, 5).join(', ')}${known.length > 5 ? ` and ${known.length - 5} more` : ''}`;
  throw new PriceFileError(`the file has no rows of the symbol ${symbol}, but of ${some}`);
}

const withoutVolume = (header: RecognisedHeader): RecognisedHeader => ({
  ...header,
  columns: { ...header.columns, volume: -1 },
});

function barsOf(rows: readonly PriceRow[], { columns }: RecognisedHeader): Pick<BarsFile, 'bars' | 'actions'> {
  const bars = rows.map(toBar);
  const values = (field: BarField) => Float64Array.from(bars, (bar) => bar[field]);
  return {
    bars: {
      dates: rows.map(({ date }) => date),
      open: values('open'),
      high: values('high'),
      low: values('low'),
      close: values('close'),
      volume: values('volume'),
    },
    ...(columns.splitFactor < 0 && columns.dividend < 0
      ? {}
      : {
          actions: {
            splitFactor: Float64Array.from(rows, ({ splitFactor = '1' }) => Number(splitFactor)),
            dividend: Float64Array.from(rows, ({ dividend = '0' }) => Number(dividend)),
          },
        }),
  };
}

/** So many rows that descend are an order; two may be a mistake. */
const ROWS_OF_AN_ORDER = 3;

/** Some sources write the newest session first, others let it be chosen. */
function isNewestFirst(rows: readonly PriceRow[], { order }: PriceFormat): boolean {
  const least = order === 'newest first' ? 2 : ROWS_OF_AN_ORDER;
  return rows.length >= least && rows.every((row, i) => i === 0 || row.date < rows[i - 1].date);
}
