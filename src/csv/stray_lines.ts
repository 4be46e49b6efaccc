import { isDateLike } from './dates.ts';
import { PriceFileError } from './file_error.ts';
import type { NumberedLine } from './lines.ts';
import { sourceMessage } from './no_table.ts';
import type { CellRow } from './wide_header.ts';

/** A line that is no row: what would have to hold. */
export type BrokenLine = NumberedLine & {
  readonly rule: string;
  /** Whether nothing of a session is lost with it: the header again, a remark, words below the last row. */
  readonly isNoRow?: true;
};

/**
 * The rows of a table apart from what else stands between and below them. Files put together repeat their header, and
 * some programs sign what they write: that is no row, and is said.
 */
export function withoutStrayLines(
  rows: readonly CellRow[],
  names: readonly string[],
): { rows: CellRow[]; stray: BrokenLine[] } {
  const labels = names.map((name) => name.toLowerCase());
  const isHeader = ({ cells }: CellRow) =>
    cells.length === labels.length && labels.every((label, i) => cells[i].toLowerCase() === label);
  const isRow = (row: CellRow) => row.cells.length === names.length && !isHeader(row) && !isEvent(row);
  const kept = rows.filter(isRow);
  const last = kept.at(-1)?.line ?? Number.POSITIVE_INFINITY;
  const stray = rows
    .filter((row) => !isRow(row))
    .map((row): BrokenLine => {
      const { line, text } = row;
      if (isHeader(row)) return { line, text, rule: 'a header stands once, above the rows', isNoRow: true };
      if (isEvent(row) || (line > last && isRemark(row)))
        return { line, text, rule: 'a row has prices', isNoRow: true };
      return { line, text, rule: `row has ${names.length} cells` };
    });
  return { rows: kept, stray };
}

/** @throws PriceFileError where a source broke off with a message: rows are missing then, and nobody knows which */
export function refuseMessages(lines: readonly BrokenLine[]): void {
  for (const { line, text } of lines) {
    const message = sourceMessage(text);
    if (message === undefined) continue;
    throw new PriceFileError(`line ${line}: the source broke off with a message, and rows are missing: ${message}`);
  }
}

/** Between the rows of its pages Yahoo says what is in the prices already: `0.24 Dividend`, `4:1 Stock Splits`. */
const isEvent = ({ cells: [, what = '', ...others] }: CellRow): boolean =>
  /^[\d.:/]+\s+(?:Dividend|Stock Split|Capital Gain)s?$/i.test(what) && others.every((cell) => cell === '');

/** Words in one cell; half of a row, where a file is cut, has a date or a number. */
function isRemark({ cells }: CellRow): boolean {
  const written = cells.filter((cell) => cell !== '');
  return written.length <= 3 && /\p{L}{3}/u.test(cells[0]) && !written.some((cell) => isDateLike(cell));
}
