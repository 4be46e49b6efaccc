import { detectDelimiter, splitCells } from './cells.ts';
import { isIsoDate } from './dates.ts';
import { type CsvSource, numberedLines } from './lines.ts';
import { TableError } from './table.ts';

/** A probability and the session it was said after. */
export type Score = {
  readonly line: number;
  /** Empty in a file of one instrument. */
  readonly symbol: string;
  /** ISO date. */
  readonly date: string;
  readonly probability: number;
};

/** What a file of scores holds: those of one instrument, or of many. */
export type ScoresHeader = 'date,probability' | 'symbol,date,probability';

/**
 * Reads scores: columns in any order, others are ignored, a row with an empty probability says nothing. Rows may stand in
 * any order, each date (of a symbol) once.
 * @throws TableError for the first fault
 */
export async function readScoresCsv(source: CsvSource, expected: ScoresHeader): Promise<readonly Score[]> {
  const lines = numberedLines(source);
  const first = await lines.next();
  if (first.done) throw new TableError(`the file is empty, expected the header ${expected}`);
  const delimiter = detectDelimiter(first.value.text);
  const header = (splitCells(first.value.text, delimiter) ?? []).map((name) => name.toLowerCase());
  for (const name of expected.split(',')) {
    const places = header.filter((found) => found === name).length;
    if (places !== 1) {
      const rule = places === 0 ? `expected a column "${name}"` : `expected one column "${name}", found ${places}`;
      throw new TableError(rule, { line: first.value.line, value: first.value.text });
    }
  }
  const ofMany = expected === 'symbol,date,probability';
  const [symbolAt, dateAt, probabilityAt] = ['symbol', 'date', 'probability'].map((name) => header.indexOf(name));
  const lineOf = new Map<string, number>();
  const scores: Score[] = [];
  for await (const { line, text } of lines) {
    const cells = splitCells(text, delimiter);
    if (cells === null) throw new TableError('quotes match up', { line, value: text });
    if (cells.length !== header.length) {
      throw new TableError(`expected ${header.length} cells as in the header`, { line, value: String(cells.length) });
    }
    const symbol = ofMany ? cells[symbolAt] : '';
    if (ofMany && symbol === '') throw new TableError('expected a symbol', { line, column: 'symbol', value: symbol });
    const date = cells[dateAt];
    if (!isIsoDate(date)) throw new TableError('expected a date as 2024-01-31', { line, column: 'date', value: date });
    const earlier = lineOf.get(`${symbol},${date}`);
    if (earlier !== undefined) {
      const once = ofMany ? `each date of ${symbol} once` : 'each date once';
      throw new TableError(`expected ${once}, it stands on line ${earlier} too`, { line, column: 'date', value: date });
    }
    lineOf.set(`${symbol},${date}`, line);
    const probability = cells[probabilityAt];
    if (probability === '') continue;
    if (!isProbability(probability)) {
      throw new TableError('expected a probability from 0 to 1, or an empty cell', {
        line,
        column: 'probability',
        value: probability,
      });
    }
    scores.push({ line, symbol, date, probability: Number(probability) });
  }
  return scores;
}

const isProbability = (text: string): boolean =>
  /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number(text) >= 0 && Number(text) <= 1;
