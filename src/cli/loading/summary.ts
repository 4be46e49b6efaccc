import { counted } from '../../text.ts';
import { table } from '../terminal/table.ts';
import { style } from '../terminal/text.ts';
import type { RefusedRow } from './refused_rows.ts';

/** So many refused rows are all listed; of more, the first few. */
const LISTED_IN_FULL = 20;
const LISTED_OF_MORE = 10;
/** So many new instruments are named. */
const NAMED = 8;

/** What became of the rows of one symbol. */
export type Loaded = {
  readonly symbol: string;
  readonly exchange: string | null;
  readonly instrumentId: number;
  /** Whether the instrument was created with them. */
  readonly created: boolean;
  /** The sum of the four counts below. */
  readonly rows: number;
  readonly inserted: number;
  readonly corrected: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly refusedRows: readonly RefusedRow[];
};

export const COUNTS = ['rows', 'inserted', 'corrected', 'unchanged', 'refused'] as const;
type CountName = (typeof COUNTS)[number];

/** The counts of one line of the table, in the order of COUNTS. */
export const countCells = (loaded: readonly Loaded[]): string[] =>
  COUNTS.map((name) =>
    countCell(
      name,
      loaded.reduce((sum, one) => sum + one[name], 0),
    ),
  );

function countCell(name: CountName, count: number): string {
  const text = count.toLocaleString('en-US');
  if (count === 0) return style('dim', text);
  return name === 'refused' ? style('yellow', text) : text;
}

/** Named, so that a misspelt symbol is seen; of many, the table above has the names. */
export function createdInstruments(loaded: readonly Loaded[]): string[] {
  const names = loaded
    .filter(({ created }) => created)
    .map(({ symbol, exchange }) => (exchange ? `${symbol} (${exchange})` : symbol));
  if (names.length === 0) return [];
  if (names.length === 1) return ['', `New instrument: ${names[0]}`];
  return ['', `${names.length} new instruments${names.length <= NAMED ? `: ${names.join(', ')}` : ''}`];
}

/** @param label how the place of a row is called @param report where all refused rows were written, if anywhere */
export function refusedRows(
  loaded: readonly Loaded[],
  label: (file: string) => string,
  report: string | undefined,
): string[] {
  const refused = loaded.flatMap((one) => one.refusedRows);
  if (refused.length === 0) return [];
  const shown = refused.slice(0, refused.length <= LISTED_IN_FULL ? LISTED_IN_FULL : LISTED_OF_MORE);
  const more = refused.length - shown.length;
  const lines = loaded.reduce((sum, one) => sum + one.refused, 0);
  return [
    '',
    `${lines === 1 ? 'This row breaks a rule and was' : 'These rows break a rule and were'} not loaded:`,
    ...table(
      ['line', 'date', 'rule', 'value'],
      shown.map((row) => [place(row, label), row.date ?? '', row.rule, row.value]),
      { wrap: true },
    ),
    ...(more > 0
      ? [`… and ${more} more${report ? '' : '; the same command with --report refused.csv lists them all'}`]
      : []),
    ...(report ? [`All of them are in ${report}`] : []),
  ];
}

const place = ({ file, line }: RefusedRow, label: (file: string) => string): string => `${label(file)}:${line}`;

export function whatFollows(loaded: readonly Loaded[]): string[] {
  const changed = new Set(loaded.filter((one) => one.inserted + one.corrected > 0).map((one) => one.instrumentId));
  if (changed.size === 0) return ['', 'Nothing changed, so nothing is forecast anew.'];
  return ['', `New prices of ${counted(changed.size, 'instrument')}: pgaugur status shows what becomes of them`];
}
