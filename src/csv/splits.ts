import { PriceFileError } from './file_error.ts';
import { isMissing, shortest } from './numbers.ts';
import type { PriceTable } from './price_table.ts';
import type { PriceRow, ReadRow } from './rows.ts';

export type Split = { readonly symbol?: string; readonly date: string; readonly factor: number };

/** Splits that a file's own column of factors holds, in order of their dates. */
export function splitsIn(rows: readonly PriceRow[]): Split[] {
  return rows
    .filter(({ splitFactor = '1' }) => Number(splitFactor) !== 1)
    .map(({ symbol, date, splitFactor }) => ({ symbol, date, factor: Number(splitFactor) }))
    .sort((a, b) => (a.date < b.date ? -1 : 1));
}

/**
 * Prices as they were traded, on the basis of the newest: what lies before a split is divided by its factor, dividends
 * too, and volumes multiplied. Rows without a split behind them keep their digits.
 */
export function splitAdjusted(rows: readonly PriceRow[]): PriceRow[] {
  const splits = Map.groupBy(splitsIn(rows), ({ symbol = '' }) => symbol);
  return rows.map((row) => {
    const later = splits.get(row.symbol ?? '')?.filter(({ date }) => date > row.date) ?? [];
    const { splitFactor: _, ...kept } = row;
    const one = row.splitFactor === undefined ? {} : { splitFactor: '1' };
    if (later.length === 0) return { ...kept, ...one };
    const factor = later.reduce((product, split) => product * split.factor, 1);
    const divided = (text: string) => shortest(Number(text) / factor);
    return {
      ...kept,
      ...one,
      open: divided(row.open),
      high: divided(row.high),
      low: divided(row.low),
      close: divided(row.close),
      volume: row.volume === null ? null : multiplied(row.volume, factor),
      ...(row.dividend === undefined ? {} : { dividend: divided(row.dividend) }),
    };
  });
}

/** Whole shares stay whole: a reverse split of 1 for 3 leaves no third of a share. */
function multiplied(volume: string, factor: number): string {
  const isWhole = /^-?\d+$/.test(volume);
  if (isWhole && Number.isInteger(factor)) return String(BigInt(volume) * BigInt(factor));
  const product = Number(volume) * factor;
  return isWhole ? String(Math.round(product)) : shortest(product);
}

/** `2025-03-03: 4, 2026-01-02: 2 and 3 more` */
export function splitList(splits: readonly Split[]): string {
  const shown = splits.slice(0, 3).map(({ symbol, date, factor }) => `${symbol ? `${symbol} ` : ''}${date}: ${factor}`);
  const more = splits.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

/** Smaller changes of basis are lost among ordinary moves of a day. */
const SMALLEST_VISIBLE = Math.log(1.4);

/** Whether prices fall, or rise, by the very factor of a split that they are said to be adjusted for. */
export function isStillAhead(factor: number, before: PriceRow, after: PriceRow): boolean {
  const expected = Math.log(factor);
  const seen = Math.log(Number(before.close) / Number(after.open));
  return Math.abs(expected) > SMALLEST_VISIBLE && Math.abs(seen - expected) < Math.abs(expected) / 3;
}

/**
 * The splits that the source says are in its prices already.
 * @throws PriceFileError when the prices fall, or rise, by the very factor: then they are not
 */
export function knownSplits(rows: readonly ReadRow[]): Split[] {
  if (rows.every(({ knownSplit }) => knownSplit === 1)) return [];
  const ordered = rows.toSorted((a, b) => (a.row.date < b.row.date ? -1 : 1));
  const before = new Map<string, PriceRow>();
  const found: Split[] = [];
  for (const { row, knownSplit: factor } of ordered) {
    const previous = before.get(row.symbol ?? '');
    before.set(row.symbol ?? '', row);
    if (factor === 1) continue;
    found.push({ symbol: row.symbol, date: row.date, factor });
    if (previous === undefined) continue;
    if (isStillAhead(factor, previous, row)) {
      throw new PriceFileError(
        `line ${row.line}: the split of ${row.date} (factor ${factor}) is said to be in the prices already, and is not: ` +
          `close ${previous.close}, then open ${row.open}. Name the column: --columns split_factor=…`,
      );
    }
  }
  return found;
}

/** How sources write that there was none: 0, 1, 1:1. */
const isNoSplit = (text: string): boolean =>
  [0, 1].includes(Number(text)) || /^1(?:\.0*)?\s*[:/]\s*1(?:\.0*)?$/.test(text);

/**
 * A split that nobody reads would go in silently as a fall of the price.
 * @throws PriceFileError when a column that is not read speaks of a split
 */
export function refuseUnreadSplits({ header: { names, columns, ignored }, rows }: PriceTable): void {
  for (const name of ignored) {
    if (!/split/i.test(name)) continue;
    const at = names.indexOf(name);
    const row = rows.find(({ cells }) => !isMissing(cells[at]) && !isNoSplit(cells[at]));
    if (row === undefined) continue;
    throw new PriceFileError(
      `line ${row.line}: column "${name}" has a split (${row.cells[at]}, on ${row.cells[columns.date]}), and is not read ` +
        `with this header. Say that it is one: --columns "split_factor=${name}"; or leave the column out where the ` +
        'prices are adjusted for it',
    );
  }
}
