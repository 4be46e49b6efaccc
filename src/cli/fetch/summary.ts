import { counted } from '../../text.ts';
import { groupedNotes } from '../files/grouped_notes.ts';
import { COUNTS, countCells, createdInstruments, refusedRows, whatFollows } from '../loading/summary.ts';
import { table } from '../terminal/table.ts';
import { style } from '../terminal/text.ts';
import type { FetchedSymbol } from './fetch_symbol.ts';

/** What was stored, for a person. @param report where all refused rows were written, if anywhere */
export function summaryLines(stored: readonly FetchedSymbol[], report: string | undefined): string[] {
  const notes = groupedNotes(stored.map(({ symbol, notes }) => ({ file: symbol, notes })));
  return [
    ...symbolTable(stored),
    ...createdInstruments(stored),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    ...refusedRows(stored, (file) => file, report),
    ...whatFollows(stored),
  ];
}

function symbolTable(stored: readonly FetchedSymbol[]): string[] {
  const lines = stored.map((one) => [one.symbol, one.source, one.from, one.to, ...countCells([one])]);
  const sums = [counted(stored.length, 'symbol'), '', '', '', ...countCells(stored)];
  return table(
    ['symbol', 'source', 'from', 'to', ...COUNTS.map((right) => ({ right }))],
    stored.length > 1 ? [...lines, sums.map((cell) => style('bold', cell))] : lines,
  );
}
