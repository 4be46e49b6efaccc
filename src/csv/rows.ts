import { type SessionRule, sessionRule } from '../bar_rules.ts';
import { type DateReading, sessionOf } from './date_reading.ts';
import { existsInCalendar } from './dates.ts';
import type { PriceField } from './formats/format.ts';
import { isMissing, readNumber, readVolume } from './numbers.ts';
import type { PriceTable } from './price_table.ts';
import type { CellRow } from './wide_header.ts';

/** One session of one instrument. Numbers stay text, so that numeric columns receive exactly what the file says. */
export type PriceRow = {
  readonly line: number;
  /** ISO date. */
  readonly date: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** Null when the file has no volume column. May have a fraction. */
  readonly volume: string | null;
  /** Only where the file has such a column, and it says something: nothing is computed by it. */
  readonly adjustedClose?: string;
  /** Only where the file has such a column; 1 where a cell is empty or 0, which both say that there was no split. */
  readonly splitFactor?: string;
  /** Only where the file has such a column; 0 where a cell is empty. */
  readonly dividend?: string;
  /** Only where the file has such a column. */
  readonly symbol?: string;
};

/** A line that was left out, with the first rule it breaks. */
export type RejectedLine = {
  readonly line: number;
  /** The column as the file names it; null when the line as a whole is wrong. */
  readonly column: string | null;
  /** What would have to hold, for instance `open_price is a number`. */
  readonly rule: string;
  readonly value: string;
};

/** A row as it was read, with what is needed to judge it beside others. */
export type ReadRow = {
  readonly row: PriceRow;
  /** The time that stands behind the date or in a column of its own. */
  readonly time: string;
  /** A split that the source says is in its prices already; 1 for none. */
  readonly knownSplit: number;
};

/** Column names of the price tables, so that a rejection reads like a violated constraint. */
export const COLUMN_NAMES: Readonly<Record<PriceField, string>> = {
  date: 'trading_date',
  time: 'time',
  open: 'open_price',
  high: 'high_price',
  low: 'low_price',
  close: 'close_price',
  volume: 'volume',
  adjustedClose: 'adjusted_close',
  splitFactor: 'split_factor',
  knownSplit: 'split_factor',
  dividend: 'dividend_amount',
  symbol: 'symbol',
  series: 'series',
  period: 'period',
};

const PRICES = ['open', 'high', 'low', 'close'] as const;

/** Which cell is looked at first: a line with several faults is rejected once, for the most telling one. */
const NUMBERS = [...PRICES, 'adjustedClose', 'splitFactor', 'knownSplit', 'dividend', 'volume'] as const;

/** What stands for bytes that are no text. */
const UNREADABLE = '\uFFFD';

type Broken = { readonly field: PriceField; readonly rule: string };

/**
 * A reader for the rows of one file. It asks whether cells can be read at all; whether the prices make sense together is
 * for the database's constraints to say.
 * @param today sessions that have not come are none; without it, they are not looked for
 */
export function rowReader(table: PriceTable, today?: Date): (row: CellRow) => ReadRow | RejectedLine {
  const { header, dates, mark } = table;
  const { names, columns } = header;
  const seriesOf = mainSeries(table);
  const session = sessionRule(today);

  const read = (cells: readonly string[], line: number): ReadRow | Broken => {
    const cell = (field: PriceField) => cells[columns[field]] ?? '';
    if (columns.period >= 0 && cell('period').toUpperCase() !== 'D') return broken('period', 'is D (daily)');
    const series = seriesOf.get(cell('symbol'));
    if (series !== undefined && cell('series') !== series) {
      return { field: 'series', rule: `one series per ${columns.symbol < 0 ? 'file' : 'symbol'} (${series})` };
    }
    const found = readSession(cell('date'), dates, session);
    if (typeof found === 'string') return broken('date', found);

    const values: Partial<Record<(typeof NUMBERS)[number], string>> = {};
    for (const field of NUMBERS) {
      if (columns[field] < 0 || (field === 'adjustedClose' && isMissing(cell(field)))) continue;
      const value = cellValue(field, cell(field), mark);
      if (value === undefined) return broken(field, ruleOf(field, cell(field)));
      values[field] = value;
    }
    const { open = '', high = '', low = '', close = '', volume = null, knownSplit = '1', ...others } = values;
    if (columns.symbol >= 0 && cell('symbol') === '') return broken('symbol', 'is present');
    if (cell('symbol').includes(UNREADABLE))
      return broken('symbol', 'is text of the encoding that the file begins with');
    const symbol = columns.symbol < 0 ? {} : { symbol: cell('symbol') };
    return {
      row: { line, date: found.date, open, high, low, close, volume, ...others, ...symbol },
      time: columns.time < 0 ? found.time : cell('time'),
      knownSplit: Number(knownSplit),
    };
  };

  return ({ line, cells }) => {
    const result = read(cells, line);
    if ('row' in result) return result;
    return rejection(line, names[columns[result.field]], result.rule, cells[columns[result.field]]);
  };
}

/** The series of ordinary trade; where a share has none of it, the first one counts. */
const ORDINARY = 'EQ';

/** Symbol → the series that is read of it. */
function mainSeries({ header: { columns }, rows }: PriceTable): Map<string, string> {
  const found = new Map<string, string>();
  if (columns.series < 0) return found;
  for (const { cells } of rows) {
    const symbol = cells[columns.symbol] ?? '';
    const series = cells[columns.series];
    if (series === ORDINARY || !found.has(symbol)) found.set(symbol, series);
  }
  return found;
}

/** Whether a row says nothing about prices: sources write one for a session that they have no data of. */
export function isBlankRow({ cells }: CellRow, { header: { columns } }: PriceTable): boolean {
  return PRICES.every((field) => isMissing(cells[columns[field]] ?? ''));
}

export function rejection(line: number, column: string | null, rule: string, value: string): RejectedLine {
  return { line, column, rule, value: value.length > 120 ? `${value.slice(0, 120)}…` : value };
}

const broken = (field: PriceField, rule: string): Broken => ({ field, rule: `${COLUMN_NAMES[field]} ${rule}` });

function readSession(text: string, reading: DateReading, { rule, holds }: SessionRule) {
  if (isMissing(text)) return 'is present';
  const found = sessionOf(text, reading);
  if (found === undefined) return `is a date (${reading.form})`;
  if (!existsInCalendar(found.date)) return 'exists in the calendar';
  return holds(found.date) ? found : `is ${rule}`;
}

function cellValue(field: (typeof NUMBERS)[number], text: string, mark: PriceTable['mark']): string | undefined {
  switch (field) {
    case 'volume':
      return isMissing(text) ? undefined : readVolume(text, mark);
    case 'splitFactor':
      return splitOf(text, mark);
    case 'knownSplit':
      return splitOf(ratioOf(text), mark);
    case 'dividend':
      return isMissing(text) ? '0' : readNumber(text, mark);
    default:
      return isMissing(text) ? undefined : readNumber(text, mark);
  }
}

/** Sources write "no split" as 1, as 0 or not at all. */
function splitOf(text: string, mark: PriceTable['mark']): string | undefined {
  const factor = isMissing(text) ? '1' : readNumber(text, mark);
  return Number(factor) === 0 ? '1' : factor;
}

/** Of a split that is in the prices, `4:1` can only be 4: whether it really is there, the prices show. */
function ratioOf(text: string): string {
  const [, to, from] = /^(\d+(?:\.\d+)?)\s*[:/]\s*(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  return to === undefined || Number(from) === 0 ? text : String(Number(to) / Number(from));
}

function ruleOf(field: (typeof NUMBERS)[number], text: string): string {
  if (field === 'splitFactor' || field === 'knownSplit' || field === 'dividend') return 'is a number, or empty';
  return isMissing(text) ? 'is present' : 'is a number';
}
