import type { Delimiter } from './cells.ts';
import { splitCells } from './cells.ts';
import type { PriceField } from './formats.ts';
import type { RecognisedHeader } from './header.ts';
import type { NumberedLine } from './lines.ts';
import type { CellRule } from './rules.ts';
import { rulesFor, textOr, toIsoDate, toSplitFactor, toWholeShares } from './rules.ts';

/** One session of the file. Numbers stay text, so that numeric columns receive exactly what the file says. */
export type PriceRow = {
  readonly line: number;
  /** ISO date. */
  readonly date: string;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  /** Integer text; null when the file has no volume column. */
  readonly volume: string | null;
  /** Only where the file has such a column. */
  readonly adjustedClose?: string;
  /** Only where the file has such a column; 1 where a cell is empty or 0, which both say that there was no split. */
  readonly splitFactor?: string;
  /** Only where the file has such a column; 0 where a cell is empty. */
  readonly dividend?: string;
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

/** Which cell is looked at first: a line with several faults is rejected once, for the most telling one. */
const CHECK_ORDER: readonly PriceField[] = [
  'period',
  'date',
  'open',
  'high',
  'low',
  'close',
  'adjustedClose',
  'splitFactor',
  'dividend',
  'volume',
];

/** A reader for the lines of one file. It remembers the file's symbol and the dates it has accepted. */
export function rowReader(
  header: RecognisedHeader,
  delimiter: Delimiter,
): (line: NumberedLine) => PriceRow | RejectedLine {
  const { names, columns } = header;
  const checks = cellChecks(header);
  const dates = new Set<string>();
  let symbol: string | undefined;

  return ({ line, text }) => {
    const cells = splitCells(text, delimiter);
    if (cells === null) return rejection(line, null, 'quotes are closed on their line', text);
    if (cells.length !== names.length) return rejection(line, null, `row has ${names.length} cells`, text);

    const broken = checks.find((check) => !check.holds(cells[check.column]));
    if (broken !== undefined) return rejection(line, names[broken.column], broken.rule, cells[broken.column]);

    if (columns.symbol >= 0) {
      symbol ??= cells[columns.symbol];
      if (cells[columns.symbol] !== symbol) {
        return rejection(line, names[columns.symbol], `one symbol per file (${symbol})`, cells[columns.symbol]);
      }
    }
    const row = toRow(line, cells, columns);
    if (dates.has(row.date)) return rejection(line, names[columns.date], 'one row per date', row.date);
    dates.add(row.date);
    return row;
  };
}

function cellChecks(header: RecognisedHeader): (CellRule & { column: number })[] {
  return CHECK_ORDER.flatMap((field) => {
    const column = header.columns[field];
    return column < 0 ? [] : rulesFor(field, header.format).map((rule) => ({ ...rule, column }));
  });
}

function toRow(line: number, cells: readonly string[], columns: RecognisedHeader['columns']): PriceRow {
  const row: PriceRow = {
    line,
    date: toIsoDate(cells[columns.date]),
    open: cells[columns.open],
    high: cells[columns.high],
    low: cells[columns.low],
    close: cells[columns.close],
    volume: columns.volume < 0 ? null : toWholeShares(cells[columns.volume]).toString(),
  };
  return {
    ...row,
    ...(columns.adjustedClose < 0 ? {} : { adjustedClose: cells[columns.adjustedClose] }),
    ...(columns.splitFactor < 0 ? {} : { splitFactor: toSplitFactor(cells[columns.splitFactor]) }),
    ...(columns.dividend < 0 ? {} : { dividend: textOr(cells[columns.dividend], '0') }),
  };
}

function rejection(line: number, column: string | null, rule: string, value: string): RejectedLine {
  return { line, column, rule, value: value.length > 120 ? `${value.slice(0, 120)}…` : value };
}
