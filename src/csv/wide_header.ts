import { isMissing } from './numbers.ts';

/** The cells of one row, and its line in the file. */
export type CellRow = { readonly line: number; readonly text: string; readonly cells: readonly string[] };

/** A header and the rows below it, one instrument's session each. */
export type LongTable = { readonly names: readonly string[]; readonly rows: readonly CellRow[] };

/**
 * yfinance's download() writes three header rows, one over the other, with a column per field and symbol:
 *
 *     Price,Close,Close,Open,Open        or, grouped by ticker,  Ticker,AAPL,AAPL,MSFT,MSFT
 *     Ticker,AAPL,MSFT,AAPL,MSFT                                 Price,Open,Close,Open,Close
 *     Date,,,,                                                   Date,,,,
 *
 * Before 0.2.48 the first two had no name; where the columns were made flat, they are pairs in one: `('Close', 'AAPL')`.
 * The same as one header with the symbol in a column, and a row per session and symbol; a symbol without a value on a
 * session has no row. Undefined when the rows are not of this kind.
 * @param rows all of one width
 */
export function longFromWide(rows: readonly CellRow[]): LongTable | undefined {
  const table = withLevels(rows);
  const [first, second, third] = table.slice(0, 3).map(({ cells }) => cells);
  if (!third || !/^(date|datetime)$/i.test(third[0]) || third.slice(1).some((cell) => cell !== '')) return undefined;
  const levels = [first[0], second[0]].map((cell) => cell.toLowerCase());
  const isUnnamed = levels.every((name) => name === '');
  const byField = (levels[0] === 'price' && levels[1] === 'ticker') || (isUnnamed && first.includes('Close'));
  const byTicker = (levels[0] === 'ticker' && levels[1] === 'price') || (isUnnamed && second.includes('Close'));
  if (!byField && !byTicker) return undefined;
  const [fields, symbols] = byField ? [first, second] : [second, first];
  const named = [...new Set(fields.slice(1))];
  const columnsOf = [...new Set(symbols.slice(1))].map((symbol) => ({
    symbol,
    columns: named.map((field) => fields.findIndex((name, i) => i > 0 && name === field && symbols[i] === symbol)),
  }));
  const sessions = table.slice(3).flatMap((row): CellRow[] => {
    const all = columnsOf.map(({ symbol, columns }) => [
      row.cells[0],
      symbol,
      ...columns.map((at) => row.cells[at] ?? ''),
    ]);
    const there = all.filter(([, , ...values]) => !values.every(isMissing));
    return (there.length > 0 ? there : all.slice(0, 1)).map((cells) => ({ ...row, cells }));
  });
  return { names: [third[0], 'Ticker', ...named], rows: sessions };
}

/** Of a table whose columns were made flat, each name is a pair: `('Close', 'AAPL')`. */
const PAIR = /^\('([^']*)', '([^']*)'\)$/;

/** Names that are pairs as the header rows that they were. */
function withLevels(table: readonly CellRow[]): readonly CellRow[] {
  const [header, ...rows] = table;
  const [index, ...names] = header.cells;
  const pairs = names.map((name) => PAIR.exec(name));
  if (!pairs.some((pair) => pair?.[1] === 'Close' || pair?.[2] === 'Close')) return table;
  const level = (at: 1 | 2): CellRow => ({ ...header, cells: ['', ...pairs.map((pair) => pair?.[at] ?? '')] });
  const name = PAIR.exec(index)?.[1] ?? index;
  return [level(1), level(2), { ...header, cells: [name, ...names.map(() => '')] }, ...rows];
}
