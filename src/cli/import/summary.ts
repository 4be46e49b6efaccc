import { basename } from 'node:path';
import { counted } from '../../text.ts';
import { groupedNotes } from '../files/grouped_notes.ts';
import { COUNTS, countCells, createdInstruments, refusedRows, whatFollows } from '../loading/summary.ts';
import { table } from '../terminal/table.ts';
import { style } from '../terminal/text.ts';
import type { ImportedFile } from './import_file.ts';

/** What an import did, for a person. @param report where all refused rows were written, if anywhere */
export function summaryLines(files: readonly ImportedFile[], report: string | undefined): string[] {
  const label = labels(files);
  return [
    ...fileTable(files, label),
    ...createdInstruments(files),
    ...unreadColumns(files),
    ...whatWasDone(files, label),
    ...ofSeveralFiles(files),
    ...refusedRows(files, label, report),
    ...whatFollows(files),
  ];
}

function fileTable(files: readonly ImportedFile[], label: (file: string) => string): string[] {
  const lines = files.map((file) => [label(file.file), file.symbol, ...countCells([file])]);
  const read = new Set(files.map(({ file }) => file)).size;
  const sums = [counted(read, 'file'), '', ...countCells(files)];
  return table(
    ['file', 'symbol', ...COUNTS.map((right) => ({ right }))],
    files.length > 1 ? [...lines, sums.map((cell) => style('bold', cell))] : lines,
  );
}

/** A column that nothing reads is usually fine, and now and then a misspelt volume. */
function unreadColumns(files: readonly ImportedFile[]): string[] {
  const names = new Set(files.flatMap((file) => file.ignored));
  return names.size === 0 ? [] : ['', `Columns that were not read: ${[...names].join(', ')}`];
}

function whatWasDone(files: readonly ImportedFile[], label: (file: string) => string): string[] {
  const notes = groupedNotes(files, label);
  return notes.length === 0 ? [] : ['', ...notes];
}

/** Two files of a symbol may be of two markets, or of two years. */
function ofSeveralFiles(files: readonly ImportedFile[]): string[] {
  const corrected = [...Map.groupBy(files, ({ instrumentId }) => instrumentId).values()].filter(
    (of) => of.length > 1 && of.slice(1).some((file) => file.corrected > 0),
  );
  if (corrected.length === 0) return [];
  const lines = corrected.map(
    ([{ symbol }, ...later]) =>
      `${symbol} is in ${later.length + 1} files, and of sessions that differ the last one counts`,
  );
  return ['', ...lines];
}

/** Files by their name, or as they were given where two of them have the same name. */
function labels(files: readonly ImportedFile[]): (file: string) => string {
  const names = [...new Set(files.map(({ file }) => file))].map((file) => basename(file));
  const unique = new Set(names).size === names.length;
  return (file) => (unique ? basename(file) : file);
}
