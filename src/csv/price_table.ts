import { type Delimiter, detectDelimiter, splitCells } from './cells.ts';
import type { ColumnMapping } from './column_mapping.ts';
import { type DateFormName, fittingForms } from './dates.ts';
import { CsvHeaderError, PriceFileError } from './file_error.ts';
import { yfinanceDownload } from './formats/index.ts';
import { expectedHeaders, headerOf, type RecognisedHeader, recogniseHeader } from './header.ts';
import { type CsvSource, type NumberedLine, numberedLines } from './lines.ts';
import { noTable } from './no_table.ts';
import { type DecimalMark, decimalMarkOf, isMissing } from './numbers.ts';
import { type CellRow, longFromWide } from './wide_header.ts';

/** A line that is no row: what would have to hold. */
export type BrokenLine = NumberedLine & { readonly rule: string };

/** A price file as cells, and how they are to be read. What is decided for a file as a whole is decided here. */
export type PriceTable = {
  readonly header: RecognisedHeader;
  readonly headerLine: number;
  readonly rows: readonly CellRow[];
  readonly broken: readonly BrokenLine[];
  readonly dateForm: DateFormName;
  readonly mark: DecimalMark;
};

/** So many rows show which decimal mark a file has. */
const ROWS_TO_JUDGE_BY = 500;

/**
 * @throws CsvHeaderError when the source is empty, or its header is of no known format
 * @throws PriceFileError when it is no table, or it cannot be told which form its dates have
 */
export async function readPriceTable(source: CsvSource, mapping?: ColumnMapping): Promise<PriceTable> {
  const lines: NumberedLine[] = [];
  for await (const line of numberedLines(source)) lines.push(line);
  // Excel says in a line above the header what parts its cells, and they are counted anyway.
  if (/^sep=.$/i.test(lines[0]?.text.trim() ?? '')) lines.shift();
  const [first] = lines;
  if (first === undefined) throw new CsvHeaderError(`empty file: expected ${expectedHeaders()}`);
  const delimiter = detectDelimiter(first.text);
  const names = splitCells(first.text, delimiter);
  if (names === null) {
    const reason = `header on line ${first.line}: its quotes are not closed: ${first.text.slice(0, 120)}`;
    const content = noTable(lines);
    throw content === undefined ? new CsvHeaderError(reason) : new PriceFileError(content);
  }
  const { rows, broken } = split(lines, delimiter);
  const wide = longFromWide([{ ...first, cells: names }, ...rows]);
  const data = wide?.rows ?? rows;
  const width = (wide?.names ?? names).length;
  const fits = data.filter(({ cells }) => cells.length === width);
  const mark = decimalMarkOf(
    fits.slice(0, ROWS_TO_JUDGE_BY).flatMap(({ cells }) => cells),
    delimiter,
  );
  const header = withoutEmptyVolume(
    wide ? wideHeader(wide.names, mark) : orNoTable(lines, () => recogniseHeader(names, { mark, mapping })),
    fits,
  );
  return {
    header,
    headerLine: first.line,
    rows: fits,
    broken: [
      ...broken,
      ...data
        .filter(({ cells }) => cells.length !== width)
        .map(({ line, text }) => ({ line, text, rule: `row has ${names.length} cells` })),
    ],
    dateForm: dateFormOf(header, fits),
    mark: header.format.numbers === 'point' ? 'point' : mark,
  };
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

function split(lines: readonly NumberedLine[], delimiter: Delimiter): { rows: CellRow[]; broken: BrokenLine[] } {
  const rows: CellRow[] = [];
  const broken: BrokenLine[] = [];
  for (const { line, text } of lines.slice(1)) {
    const cells = splitCells(text, delimiter);
    if (cells === null) broken.push({ line, text, rule: 'quotes are closed on their line' });
    else rows.push({ line, text, cells });
  }
  return { rows, broken };
}

/** With an adjusted close, what yfinance downloads is what Yahoo's own files hold, and is known by that header. */
function wideHeader(names: readonly string[], mark: DecimalMark): RecognisedHeader {
  const labels = names.map((name) => name.toLowerCase());
  const header = labels.includes('adj close') ? undefined : headerOf(yfinanceDownload, names, labels, mark);
  return header ?? recogniseHeader(names, { mark });
}

/** A column of volumes in which no cell says anything is no volume, as of a currency or an index. */
function withoutEmptyVolume(header: RecognisedHeader, rows: readonly CellRow[]): RecognisedHeader {
  const { volume } = header.columns;
  if (volume < 0 || rows.length < 2 || !rows.every(({ cells }) => isMissing(cells[volume] ?? ''))) return header;
  return { ...header, columns: { ...header.columns, volume: -1 }, ignored: [...header.ignored, header.names[volume]] };
}

function dateFormOf({ format, columns, names }: RecognisedHeader, rows: readonly CellRow[]): DateFormName {
  const cells = rows.map((row) => row.cells[columns.date]);
  const [form, other] = fittingForms(cells, format.dates);
  if (other !== undefined && format.name === 'columns') {
    throw new PriceFileError(
      `the dates of column "${names[columns.date]}" may be ${form} or ${other}, and nothing in the file tells which; ` +
        'write them as YYYY-MM-DD',
    );
  }
  return form;
}
