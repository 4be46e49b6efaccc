import { detectDelimiter, splitCells } from './cells.ts';
import type { ColumnMapping } from './column_mapping.ts';
import { CsvHeaderError } from './file_error.ts';
import { recogniseHeader } from './header.ts';
import type { NumberedLine } from './lines.ts';
import { noTable } from './no_table.ts';

/** A title, an address, who wrote it, of when: so many lines stand above a header at most. */
const MOST_LINES_ABOVE = 20;

/**
 * Where the header is: the first line that is one of a known format. Some programs write a title above it. 0 where there
 * is none: then the first line is what is to be explained.
 */
export function headerLineOf(lines: readonly NumberedLine[], mapping?: ColumnMapping): number {
  const first = lines.slice(0, MOST_LINES_ABOVE + 1).findIndex(({ text }) => isHeader(text, mapping));
  return first > 0 && noTable(lines) === undefined ? first : 0;
}

function isHeader(text: string, mapping?: ColumnMapping): boolean {
  const names = splitCells(text, detectDelimiter(text));
  if (names === null) return false;
  try {
    // With commas for decimals more headers are known.
    recogniseHeader(names, { mark: 'comma', mapping });
    return true;
  } catch (error) {
    if (error instanceof CsvHeaderError) return false;
    throw error;
  }
}
