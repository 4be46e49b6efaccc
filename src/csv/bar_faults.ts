import { BAR_FIELDS, BAR_RULES, type BarField } from '../features/check_bars.ts';
import type { RecognisedHeader } from './header.ts';
import { COLUMN_NAMES, type PriceRow, type RejectedLine } from './rows.ts';

/** A cell, or a whole line, and the rule it breaks. */
export type BarFault = RejectedLine & {
  /** ISO date; null when the line could not be read. */
  readonly date: string | null;
};

/** A row as numbers. */
type Bar = Readonly<Record<BarField, number>>;

export function toBar({ open, high, low, close, volume }: PriceRow): Bar {
  return {
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: volume === null ? 0 : Number(volume),
  };
}

export function ofOtherSymbol(
  row: PriceRow,
  first: PriceRow,
  { names, columns }: RecognisedHeader,
): BarFault | undefined {
  if (row.symbol === first.symbol) return undefined;
  const rule = `one symbol per file (${first.symbol})`;
  return { line: row.line, date: row.date, column: names[columns.symbol], rule, value: row.symbol ?? '' };
}

export function outOfOrder(
  row: PriceRow,
  previous: string | undefined,
  header: RecognisedHeader,
  newestFirst: boolean,
): BarFault | undefined {
  if (previous === undefined || newestFirst || row.date > previous) return undefined;
  return {
    line: row.line,
    date: row.date,
    column: header.names[header.columns.date],
    rule: 'dates ascend, the oldest first',
    value: `${row.date} after ${previous}`,
  };
}

export function brokenRule(row: PriceRow, bar: Bar, header: RecognisedHeader): BarFault | undefined {
  const field = BAR_FIELDS.find((name) => !BAR_RULES[name].holds(bar[name]));
  return field && faultOf(row, field, `is ${BAR_RULES[field].rule}`, row[field] ?? '', header);
}

export function brokenAction(row: PriceRow, header: RecognisedHeader): BarFault | undefined {
  if (row.splitFactor !== undefined && !(Number(row.splitFactor) > 0)) {
    return faultOf(row, 'splitFactor', 'is at least 0', row.splitFactor, header);
  }
  if (row.dividend !== undefined && !(Number(row.dividend) >= 0)) {
    return faultOf(row, 'dividend', 'is at least 0', row.dividend, header);
  }
}

/** At most one per cell: a price of 0 is not also said to be outside low–high, nor anything where that range is none. */
export function contradictions(row: PriceRow, bar: Bar, header: RecognisedHeader): BarFault[] {
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
