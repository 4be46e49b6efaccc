import { type Delimiter, detectDelimiter, saysDelimiter, splitCells } from './cells.ts';
import type { ColumnMapping } from './column_mapping.ts';
import { type DateReading, dateReadingOf } from './date_reading.ts';
import { isDateLike } from './dates.ts';
import { likelyMark, markOfPrices } from './decimal_mark.ts';
import { CsvHeaderError, PriceFileError } from './file_error.ts';
import type { PriceField } from './formats/format.ts';
import { yfinanceDownload } from './formats/index.ts';
import { expectedHeaders, type HeaderHints, headerOf, type RecognisedHeader, recogniseHeader } from './header.ts';
import { headerLineOf } from './header_line.ts';
import { type CsvSource, type NumberedLine, numberedLines } from './lines.ts';
import { noTable } from './no_table.ts';
import { type DecimalMark, isMissing } from './numbers.ts';
import { type BrokenLine, refuseMessages, withoutStrayLines } from './stray_lines.ts';
import { type CellRow, longFromWide } from './wide_header.ts';

/** A price file as cells, and how they are to be read. What is decided for a file as a whole is decided here. */
export type PriceTable = {
  readonly header: RecognisedHeader;
  readonly headerLine: number;
  /** What stands above the header. */
  readonly above: readonly NumberedLine[];
  readonly rows: readonly CellRow[];
  readonly broken: readonly BrokenLine[];
  readonly dates: DateReading;
  readonly mark: DecimalMark;
};

/** A row takes about a kilobyte while its file is read, and Node ends a process at about four gigabytes. */
const MOST_LINES = 3_000_000;

/** So many rows show which decimal mark a file has. */
const ROWS_TO_JUDGE_BY = 500;

/**
 * @throws CsvHeaderError when the source is empty, or its header is of no known format
 * @throws PriceFileError when it is no table, or it cannot be told which form its dates or numbers have
 */
export async function readPriceTable(source: CsvSource, mapping?: ColumnMapping): Promise<PriceTable> {
  const lines: NumberedLine[] = [];
  for await (const line of numberedLines(source)) {
    if (lines.push(line) > MOST_LINES) {
      throw new PriceFileError(
        `the file has more than ${MOST_LINES / 1e6} million lines, and all would be held in memory: part it by symbol`,
      );
    }
  }
  if (saysDelimiter(lines[0]?.text ?? '')) lines.shift();
  const above = lines.splice(0, headerLineOf(lines, mapping));
  const [first] = lines;
  if (first === undefined) throw new CsvHeaderError(`empty file: expected ${expectedHeaders()}`);
  const delimiter = detectDelimiter(first.text);
  const cells = splitCells(first.text, delimiter);
  if (cells === null) {
    const reason = `header on line ${first.line}: its quotes are not closed: ${first.text.slice(0, 120)}`;
    const content = noTable(lines);
    throw content === undefined ? new CsvHeaderError(reason) : new PriceFileError(content);
  }
  const head = withoutEmptyEnd(cells, 0);
  const { rows, broken } = split(lines, delimiter, head.length);
  const names = withNamedIndex(head, rows[0]);
  const { rows: whole, stray } = withoutStrayLines(rows, names);
  const wide = longFromWide([{ ...first, cells: names }, ...whole]);
  const fits = wide?.rows ?? whole;
  const judged = fits.slice(0, ROWS_TO_JUDGE_BY);
  const mark = likelyMark(judged.flatMap((row) => row.cells));
  const header = withoutEmptyColumns(
    wide
      ? wideHeader(wide.names, { mark, mapping })
      : orNoTable(lines, () => recogniseHeader(names, { mark, mapping })),
    fits,
  );
  const allBroken = [...broken, ...stray];
  refuseMessages(allBroken);
  return {
    header,
    headerLine: first.line,
    above,
    rows: fits,
    broken: allBroken,
    dates: readingOf(header, fits),
    mark: markOf(header, judged, delimiter),
  };
}

/** Some programs end each line with a delimiter, or only the header, or only the rows: what is empty there is no cell. */
function withoutEmptyEnd(cells: string[], least: number): string[] {
  let length = cells.length;
  while (length > Math.max(least, 1) && cells[length - 1] === '') length--;
  return length === cells.length ? cells : cells.slice(0, length);
}

/** What pandas calls the index of a table that has no name for it. */
const UNNAMED = /^(?:|index|unnamed: 0)$/i;

/** The dates of a pandas table are its index, whose name may be missing. */
function withNamedIndex(names: readonly string[], row: CellRow | undefined): readonly string[] {
  const [index, ...others] = names;
  if (
    !UNNAMED.test(index) ||
    row === undefined ||
    others.some((name) => /^(?:date|datetime|timestamp|time)$/i.test(name))
  )
    return names;
  return isDateLike(row.cells[0] ?? '') ? ['Date', ...others] : names;
}

/** A header that is none is explained by what the file holds instead, where that can be seen. */
function orNoTable(lines: readonly NumberedLine[], recognise: () => RecognisedHeader): RecognisedHeader {
  try {
    return recognise();
  } catch (error) {
    const reason = error instanceof CsvHeaderError ? noTable(lines) : undefined;
    throw reason === undefined ? error : new PriceFileError(reason);
  }
}

function split(
  lines: readonly NumberedLine[],
  delimiter: Delimiter,
  width: number,
): { rows: CellRow[]; broken: BrokenLine[] } {
  const rows: CellRow[] = [];
  const broken: BrokenLine[] = [];
  for (const { line, text } of lines.slice(1)) {
    const cells = splitCells(text, delimiter);
    if (cells === null) broken.push({ line, text, rule: 'quotes are closed on their line' });
    else rows.push({ line, text, cells: withoutEmptyEnd(cells, width) });
  }
  return { rows, broken };
}

/** With an adjusted close, what yfinance downloads is what Yahoo's own files hold, and is known by that header. */
function wideHeader(names: readonly string[], hints: HeaderHints): RecognisedHeader {
  const labels = names.map((name) => name.toLowerCase());
  const isYahoo = labels.includes('adj close') || (hints.mapping?.size ?? 0) > 0;
  const header = isYahoo ? undefined : headerOf(yfinanceDownload, names, labels, 'point');
  return header ?? recogniseHeader(names, hints);
}

/**
 * A column of volumes in which no cell says anything is no volume, as of a currency or an index; a column of symbols
 * without any leaves the symbol to the file's name.
 */
function withoutEmptyColumns(header: RecognisedHeader, rows: readonly CellRow[]): RecognisedHeader {
  if (rows.length < 2) return header;
  const empty = (['volume', 'symbol'] as const).filter((field) => {
    const at = header.columns[field];
    return at >= 0 && rows.every(({ cells }) => isMissing(cells[at] ?? ''));
  });
  return {
    ...header,
    columns: { ...header.columns, ...Object.fromEntries(empty.map((field) => [field, -1])) },
    ignored: [...header.ignored, ...empty.map((field) => header.names[header.columns[field]])],
  };
}

function readingOf({ format, columns, names }: RecognisedHeader, rows: readonly CellRow[]): DateReading {
  const found = dateReadingOf(
    rows.map((row) => row.cells[columns.date]),
    format.dates,
  );
  if (!('is' in found)) return found;
  const dates = `the dates of column "${names[columns.date]}"`;
  if (found.is === 'month') {
    throw new PriceFileError(
      `${dates} have a month that has no English name: "${found.cell}"; write them as YYYY-MM-DD`,
    );
  }
  const [form, other] = found.forms;
  throw new PriceFileError(
    found.is === 'either'
      ? `${dates} may be ${form} or ${other}, and nothing in the file tells which; write them as YYYY-MM-DD`
      : `${dates} are partly ${form} and partly ${other}: most are of the first form, "${found.cell}" can only be of the ` +
          'second; write them as YYYY-MM-DD',
  );
}

const PRICES: readonly PriceField[] = ['open', 'high', 'low', 'close', 'adjustedClose'];

function markOf({ format, columns }: RecognisedHeader, rows: readonly CellRow[], delimiter: Delimiter): DecimalMark {
  // A program that writes semicolons writes decimal commas: then the file says which, and not its source.
  const isSavedAgain = format.numbers === 'point' && delimiter === ';';
  if (format.numbers !== 'either' && !isSavedAgain) return format.numbers;
  const at = PRICES.map((field) => columns[field]).filter((column) => column >= 0);
  const found = markOfPrices(
    rows.flatMap(({ cells }) => at.map((column) => cells[column])),
    rows.flatMap(({ cells }) => cells),
    delimiter,
  );
  if (typeof found === 'string') return found;
  throw new PriceFileError(
    `the comma of "${found.either}" may part thousands or decimals, and nothing in the file tells which; write numbers ` +
      'with a decimal point, and nothing between thousands',
  );
}
