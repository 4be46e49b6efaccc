import type { Delimiter } from './cells.ts';
import { detectDelimiter, splitCells } from './cells.ts';
import type { PriceFormatName } from './formats.ts';
import type { RecognisedHeader } from './header.ts';
import { CsvHeaderError, expectedHeaders, recogniseHeader } from './header.ts';
import type { CsvSource, NumberedLine } from './lines.ts';
import { numberedLines } from './lines.ts';
import type { PriceRow, RejectedLine } from './rows.ts';
import { rowReader } from './rows.ts';

export type PriceFile = {
  readonly format: PriceFormatName;
  /** Columns that were not read. */
  readonly ignored: readonly string[];
  /** In file order, each date once. */
  readonly rows: readonly PriceRow[];
  readonly rejected: readonly RejectedLine[];
};

/**
 * Reads a file of daily prices. Every line after the header that isn't blank ends up in `rows` or, once, in `rejected`.
 *
 * Only syntax is judged here: cells that can't be read, dates that occur twice (the first readable one counts), and a
 * second symbol, whose prices would otherwise be mixed into the first one's series. Whether high ≥ low and prices are
 * positive is decided by the database's constraints, in one place for every way in.
 *
 * @throws CsvHeaderError when the source is empty or its header is of no known format.
 */
export async function parsePriceCsv(source: CsvSource): Promise<PriceFile> {
  const lines = numberedLines(source);
  const { header, delimiter } = await readHeader(lines);
  const readRow = rowReader(header, delimiter);
  const rows: PriceRow[] = [];
  const rejected: RejectedLine[] = [];
  for await (const line of lines) {
    const result = readRow(line);
    if ('rule' in result) rejected.push(result);
    else rows.push(result);
  }
  return { format: header.format.name, ignored: header.ignored, rows, rejected };
}

/**
 * Takes the header off the lines of a file; the rows are left to be read.
 * @throws CsvHeaderError when there is no line, or it is a header of no known format
 */
export async function readHeader(
  lines: AsyncGenerator<NumberedLine>,
): Promise<{ header: RecognisedHeader; delimiter: Delimiter; line: number }> {
  // next() and not for-await: leaving a for-await loop would close the generator that the rows still need.
  const first = await lines.next();
  if (first.done) throw new CsvHeaderError(`empty file: expected ${expectedHeaders()}`);
  const { line, text } = first.value;
  const delimiter = detectDelimiter(text);
  const cells = splitCells(text, delimiter);
  if (cells === null)
    throw new CsvHeaderError(`header on line ${line}: its quotes are not closed: ${text.slice(0, 120)}`);
  return { header: recogniseHeader(cells), delimiter, line };
}
