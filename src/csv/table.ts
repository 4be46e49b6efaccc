import { column, createMatrix, type Matrix } from '../matrix.ts';
import type { Table } from '../table.ts';
import { type Delimiter, detectDelimiter, splitCells } from './cells.ts';
import { type CsvSource, isBlank, numberedLines } from './lines.ts';

/** The columns that were read, in the order they were asked for; an empty cell is NaN. */
export type CsvTable = Table & {
  /** Per row, its line in the file, from 1. */
  readonly lines: readonly number[];
};

/** The file's first fault: where it is, the rule, and what was there instead. */
export class TableError extends Error {
  override readonly name = 'TableError';

  constructor(rule: string, { line, column, value }: { line?: number; column?: string; value?: string } = {}) {
    const place = [
      ...(line === undefined ? [] : [`line ${line}`]),
      ...(column === undefined ? [] : [`column ${JSON.stringify(column)}`]),
    ].join(', ');
    const received = value === undefined ? '' : `, received ${value.trim() === '' ? 'an empty cell' : shown(value)}`;
    super(`${place === '' ? '' : `${place}: `}${rule}${received}`);
  }
}

/** Which columns to read, by name, out of those of the header. @throws TableError when they are not there */
export type ColumnChoice = (header: readonly string[]) => readonly string[];

/**
 * Reads a table of numbers with a header. An empty cell is not known; every other cell of a chosen column is a finite
 * number that float32 can hold. Other columns may hold anything.
 *
 * The whole file may be larger than a string can be: no more than a chunk of it is held as text.
 * @throws TableError for the first fault
 */
export async function readTable(source: CsvSource, choose: ColumnChoice): Promise<CsvTable> {
  let delimiter: Delimiter = ',';
  // In a file of tabs, nothing but tabs is a row in which nothing is known.
  const lines = numberedLines(source, (text) => (delimiter === '\t' ? text === '' : isBlank(text)));
  const first = await lines.next();
  if (first.done) throw new TableError('the file is empty, expected a header');
  delimiter = detectDelimiter(first.value.text);
  const header = splitCells(first.value.text, delimiter);
  if (header === null) throw new TableError('quotes match up', { ...first.value, value: first.value.text });
  requireDistinct(header, first.value.line);
  const names = choose(header);
  const positions = Int32Array.from(names, (name) => header.indexOf(name));

  const blocks: Matrix[] = [];
  const numbers: number[] = [];
  let block = createMatrix(BLOCK_ROWS, names.length);
  for await (const { line, text } of lines) {
    const cells = splitCells(text, delimiter);
    if (cells === null) throw new TableError('quotes match up', { line, value: text });
    if (cells.length !== header.length) {
      throw new TableError(`expected ${header.length} cells as in the header`, { line, value: String(cells.length) });
    }
    const row = numbers.length % BLOCK_ROWS;
    if (row === 0) {
      block = createMatrix(BLOCK_ROWS, names.length);
      blocks.push(block);
    }
    for (let j = 0; j < positions.length; j++) {
      const cell = cells[positions[j]];
      if (cell === '') continue;
      const value = Number(cell);
      if (!Number.isFinite(Math.fround(value)) || isLiteral(cell)) throw faultOf(line, names[j], cell);
      block.data[j * BLOCK_ROWS + row] = value;
    }
    numbers.push(line);
  }
  return { names, matrix: joined(blocks, numbers.length, names.length), lines: numbers };
}

const BLOCK_ROWS = 1024;

/** 0x10, 0b1 and 0o7 are numbers to JavaScript only. */
function isLiteral(cell: string): boolean {
  return cell.charCodeAt(0) === ZERO && cell.charCodeAt(1) > NINE && /^0[xbo]/i.test(cell);
}

const ZERO = '0'.charCodeAt(0);
const NINE = '9'.charCodeAt(0);

function faultOf(line: number, name: string, value: string): TableError {
  const isNumber = /^[-+]?(inf|infinity)$/i.test(value) || (!Number.isNaN(Number(value)) && !isLiteral(value));
  const rule = isNumber ? 'expected a finite number that fits float32' : 'expected a number or an empty cell';
  return new TableError(rule, { line, column: name, value });
}

function requireDistinct(header: readonly string[], line: number): void {
  const twice = header.findIndex((name, i) => name !== '' && header.indexOf(name) !== i);
  if (twice < 0) return;
  const places = header.flatMap((name, i) => (name === header[twice] ? [i + 1] : []));
  throw new TableError(`names are distinct, received it as columns ${places.join(' and ')}`, {
    line,
    column: header[twice],
  });
}

function joined(blocks: readonly Matrix[], rows: number, cols: number): Matrix {
  const whole = createMatrix(rows, cols);
  blocks.forEach((block, i) => {
    const from = i * BLOCK_ROWS;
    const size = Math.min(BLOCK_ROWS, rows - from);
    for (let j = 0; j < cols; j++) column(whole, j).set(column(block, j).subarray(0, size), from);
  });
  return whole;
}

function shown(value: string): string {
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
}
