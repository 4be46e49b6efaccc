import {
  BAR_FIELDS,
  BAR_RULES,
  type Bar,
  type BarField,
  contradictionOf,
  DIVIDEND_RULE,
  SPLIT_RULE,
} from '../bar_rules.ts';
import type { RecognisedHeader } from './header.ts';
import { COLUMN_NAMES, type PriceRow, type RejectedLine } from './rows.ts';

/** A cell, or a whole line, and the rule it breaks. */
export type BarFault = RejectedLine & {
  /** ISO date; null when the line could not be read. */
  readonly date: string | null;
  /** Whether each value keeps its rule, and the four prices contradict each other. */
  readonly isContradiction?: true;
};

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
  const rule = `one symbol per file (${first.symbol}), unless --symbol says which`;
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

/** A value that is none of a price file, such as a negative price. One of 0 is a hole in the data: see `zeroPrice`. */
export function brokenRule(row: PriceRow, bar: Bar, header: RecognisedHeader): BarFault | undefined {
  const field = BAR_FIELDS.find((name) => !BAR_RULES[name].holds(bar[name]) && !isHole(name, bar));
  return field && faultOf(row, field, `is ${BAR_RULES[field].rule}`, row[field] ?? '', header);
}

export function brokenAction(row: PriceRow, header: RecognisedHeader): BarFault | undefined {
  if (row.splitFactor !== undefined && !SPLIT_RULE.holds(Number(row.splitFactor))) {
    return faultOf(row, 'splitFactor', `is ${SPLIT_RULE.rule}`, row.splitFactor, header);
  }
  if (row.dividend !== undefined && !DIVIDEND_RULE.holds(Number(row.dividend))) {
    return faultOf(row, 'dividend', `is ${DIVIDEND_RULE.rule}`, row.dividend, header);
  }
}

/** A price of 0 is a hole in the data: the price tables refuse the row, and here it is left out. */
export function zeroPrice(row: PriceRow, bar: Bar, header: RecognisedHeader): BarFault | undefined {
  const hole = BAR_FIELDS.find((name) => isHole(name, bar));
  return hole && faultOf(row, hole, 'is above 0', row[hole] ?? '', header);
}

/** A split or dividend of a row that is left out would be lost with it, and the prices around it read as they are not. */
export function lostAction(row: PriceRow, hole: BarFault | undefined): BarFault | undefined {
  const { splitFactor = '1', dividend = '0' } = row;
  if (Number(splitFactor) === 1 && Number(dividend) === 0) return undefined;
  return hole && { ...hole, rule: `${hole.rule} where there is a split or dividend` };
}

/** Prices that contradict each other: the plainest fault of a row. */
export function contradiction(row: PriceRow, bar: Bar, header: RecognisedHeader): BarFault | undefined {
  const found = contradictionOf(bar.open, bar.high, bar.low, bar.close);
  if (found === undefined) return undefined;
  const range = found.field === 'high' ? `low ${row.low}` : `${row.low}–${row.high}`;
  const fault = faultOf(row, found.field, `is ${found.rule}`, `${row[found.field]} (${range})`, header);
  return { ...fault, isContradiction: true };
}

/** A close of 0 beside other prices is a wrong value; four zeros are how some sources write that there is no price. */
const isHole = (field: BarField, bar: Bar): boolean =>
  field !== 'volume' && bar[field] === 0 && (field !== 'close' || (bar.open === 0 && bar.high === 0 && bar.low === 0));

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
