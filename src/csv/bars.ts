import type { CorporateActions } from '../backtest/index.ts';
import type { Bars } from '../bars.ts';
import { BAR_FIELDS, BAR_RULES, type BarField } from '../features/check_bars.ts';
import type { RecognisedHeader } from './header.ts';
import type { CsvSource } from './lines.ts';
import { numberedLines } from './lines.ts';
import { readHeader } from './prices.ts';
import type { PriceRow, RejectedLine } from './rows.ts';
import { rowReader } from './rows.ts';
import { COLUMN_NAMES } from './rules.ts';

/** A cell, or a whole line, and the rule it breaks. */
export type BarFault = RejectedLine & {
  /** ISO date; null when the line could not be read. */
  readonly date: string | null;
};

export type BarsFile = {
  readonly bars: Bars;
  /** Where the file has a column of splits or dividends. Prices are as in the file, on the basis that the splits say. */
  readonly actions?: CorporateActions;
  /** Prices that contradict each other or are 0, in file order. They are in `bars` as the file has them. */
  readonly warnings: readonly BarFault[];
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

/** A row as numbers. */
type Bar = Readonly<Record<BarField, number>>;

export type BarsCsvOptions = {
  /** Whether the file must have volumes. Where they are not needed they are not read: all are 0. Default: required. */
  readonly volume?: 'required' | 'not needed';
};

/**
 * Reads a file of daily prices in any known format as bars to compute on. Where `parsePriceCsv` leaves a bad line out,
 * this refuses the file: a series with a hole, or with rows sorted for the user, would give numbers for other data than
 * the file's. The close is taken as it is, an adjusted close is not used.
 *
 * A header without rows is a series of length 0.
 *
 * @throws CsvHeaderError when the source is empty or its header is of no known format.
 * @throws BarsCsvError when there is no volume column, or lines that cannot be read, are out of order, repeat a date, or
 *   hold a value that `checkBars` refuses.
 */
export async function readBarsCsv(source: CsvSource, { volume = 'required' }: BarsCsvOptions = {}): Promise<BarsFile> {
  const lines = numberedLines(source);
  const { header: found, delimiter, line: headerLine } = await readHeader(lines);
  const header = volume === 'required' ? found : { ...found, columns: { ...found.columns, volume: -1 } };
  if (header.columns.volume < 0 && volume === 'required') {
    const value = header.names.join(',').slice(0, 120);
    throw new BarsCsvError([{ line: headerLine, date: null, column: null, rule: 'there is a volume column', value }]);
  }
  const readRow = rowReader(header, delimiter);
  const faults: BarFault[] = [];
  const warnings: BarFault[] = [];
  const dates: string[] = [];
  const bars: Bar[] = [];
  const splits: number[] = [];
  const dividends: number[] = [];
  for await (const line of lines) {
    const row = readRow(line);
    if ('rule' in row) {
      faults.push({ ...row, date: null });
      continue;
    }
    const bar = toBar(row);
    const fault = outOfOrder(row, dates.at(-1), header) ?? brokenRule(row, bar, header) ?? brokenAction(row, header);
    if (fault !== undefined) faults.push(fault);
    else warnings.push(...contradictions(row, bar, header));
    dates.push(row.date);
    bars.push(bar);
    splits.push(Number(row.splitFactor ?? 1));
    dividends.push(Number(row.dividend ?? 0));
  }
  if (faults.length > 0) throw new BarsCsvError(faults);
  const values = (field: BarField) => Float64Array.from(bars, (bar) => bar[field]);
  return {
    bars: {
      dates,
      open: values('open'),
      high: values('high'),
      low: values('low'),
      close: values('close'),
      volume: values('volume'),
    },
    ...(header.columns.splitFactor < 0 && header.columns.dividend < 0
      ? {}
      : { actions: { splitFactor: Float64Array.from(splits), dividend: Float64Array.from(dividends) } }),
    warnings,
  };
}

function toBar({ open, high, low, close, volume }: PriceRow): Bar {
  return {
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: volume === null ? 0 : Number(volume),
  };
}

function outOfOrder(row: PriceRow, previous: string | undefined, header: RecognisedHeader): BarFault | undefined {
  if (previous === undefined || row.date > previous) return undefined;
  return {
    line: row.line,
    date: row.date,
    column: header.names[header.columns.date],
    rule: 'dates ascend, the oldest first',
    value: `${row.date} after ${previous}`,
  };
}

function brokenRule(row: PriceRow, bar: Bar, header: RecognisedHeader): BarFault | undefined {
  const field = BAR_FIELDS.find((name) => !BAR_RULES[name].holds(bar[name]));
  return field && faultOf(row, field, `is ${BAR_RULES[field].rule}`, row[field] ?? '', header);
}

function brokenAction(row: PriceRow, header: RecognisedHeader): BarFault | undefined {
  if (row.splitFactor !== undefined && !(Number(row.splitFactor) > 0)) {
    return faultOf(row, 'splitFactor', 'is at least 0', row.splitFactor, header);
  }
  if (row.dividend !== undefined && !(Number(row.dividend) >= 0)) {
    return faultOf(row, 'dividend', 'is at least 0', row.dividend, header);
  }
}

/** At most one per cell: a price of 0 is not also said to be outside low–high, nor anything where that range is none. */
function contradictions(row: PriceRow, bar: Bar, header: RecognisedHeader): BarFault[] {
  const found: BarFault[] = [];
  for (const field of ['open', 'high', 'low'] as const) {
    if (bar[field] === 0) found.push(faultOf(row, field, 'is above 0', row[field], header));
  }
  if (bar.high === 0) return found;
  if (bar.high < bar.low) {
    found.push(faultOf(row, 'high', 'is at least low_price', `${row.high} (low ${row.low})`, header));
    return found;
  }
  for (const field of ['open', 'close'] as const) {
    if (bar[field] === 0 || (bar[field] >= bar.low && bar[field] <= bar.high)) continue;
    const value = `${row[field]} (${row.low}–${row.high})`;
    found.push(faultOf(row, field, 'is within low–high', value, header));
  }
  return found;
}

function faultOf(
  row: PriceRow,
  field: BarField | 'splitFactor' | 'dividend',
  rule: string,
  value: string,
  header: RecognisedHeader,
): BarFault {
  return {
    line: row.line,
    date: row.date,
    column: header.names[header.columns[field]],
    rule: `${COLUMN_NAMES[field]} ${rule}`,
    value,
  };
}
