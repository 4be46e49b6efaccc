import { basename } from 'node:path';
import { counted } from '../../text.ts';
import { groupedNotes } from '../files/grouped_notes.ts';
import { table } from '../terminal/table.ts';
import { style } from '../terminal/text.ts';
import type { ImportedFile, RefusedRow } from './import_file.ts';

/** So many refused rows are all listed; of more, the first few. */
const LISTED_IN_FULL = 20;
const LISTED_OF_MORE = 10;
/** So many new instruments are named. */
const NAMED = 8;

/** What an import did, for a person. @param report where all refused rows were written, if anywhere */
export function summaryLines(files: readonly ImportedFile[], report: string | undefined): string[] {
  const label = labels(files);
  return [
    ...fileTable(files, label),
    ...createdInstruments(files),
    ...unreadColumns(files),
    ...whatWasDone(files, label),
    ...refusedRows(files, label, report),
    ...whatFollows(files),
  ];
}

const COUNTS = ['rows', 'inserted', 'corrected', 'unchanged', 'refused'] as const;
type CountName = (typeof COUNTS)[number];

function fileTable(files: readonly ImportedFile[], label: (file: string) => string): string[] {
  const cells = (count: (name: CountName) => number) => COUNTS.map((name) => countCell(name, count(name)));
  const lines = files.map((file) => [label(file.file), file.symbol, ...cells((name) => file[name])]);
  const read = new Set(files.map(({ file }) => file)).size;
  const sums = [counted(read, 'file'), '', ...cells((name) => files.reduce((sum, file) => sum + file[name], 0))];
  return table(
    ['file', 'symbol', ...COUNTS.map((right) => ({ right }))],
    files.length > 1 ? [...lines, sums.map((cell) => style('bold', cell))] : lines,
  );
}

function countCell(name: CountName, count: number): string {
  const text = count.toLocaleString('en-US');
  if (count === 0) return style('dim', text);
  return name === 'refused' ? style('yellow', text) : text;
}

/** Named, so that a misspelt symbol is seen; of many, the table above has the names. */
function createdInstruments(files: readonly ImportedFile[]): string[] {
  const names = files
    .filter((file) => file.created)
    .map(({ symbol, exchange }) => (exchange ? `${symbol} (${exchange})` : symbol));
  if (names.length === 0) return [];
  if (names.length === 1) return ['', `New instrument: ${names[0]}`];
  return ['', `${names.length} new instruments${names.length <= NAMED ? `: ${names.join(', ')}` : ''}`];
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

function refusedRows(
  files: readonly ImportedFile[],
  label: (file: string) => string,
  report: string | undefined,
): string[] {
  const refused = files.flatMap((file) => file.refusedRows);
  if (refused.length === 0) return [];
  const shown = refused.slice(0, refused.length <= LISTED_IN_FULL ? LISTED_IN_FULL : LISTED_OF_MORE);
  const more = refused.length - shown.length;
  const lines = files.reduce((sum, file) => sum + file.refused, 0);
  return [
    '',
    `${lines === 1 ? 'This row breaks a rule and was' : 'These rows break a rule and were'} not loaded:`,
    ...table(
      ['line', 'date', 'rule', 'value'],
      shown.map((row) => [place(row, label), row.date ?? '', row.rule, row.value]),
      { wrap: true },
    ),
    ...(more > 0
      ? [`… and ${more} more${report ? '' : '; the same command with --report refused.csv lists them all'}`]
      : []),
    ...(report ? [`All of them are in ${report}`] : []),
  ];
}

const place = ({ file, line }: RefusedRow, label: (file: string) => string): string => `${label(file)}:${line}`;

function whatFollows(files: readonly ImportedFile[]): string[] {
  const changed = new Set(files.filter((file) => file.inserted + file.corrected > 0).map((file) => file.instrumentId));
  if (changed.size === 0) return ['', 'Nothing changed, so nothing is forecast anew.'];
  return ['', `New prices of ${counted(changed.size, 'instrument')}: pgaugur status shows what becomes of them`];
}

/** Files by their name, or as they were given where two of them have the same name. */
function labels(files: readonly ImportedFile[]): (file: string) => string {
  const names = [...new Set(files.map(({ file }) => file))].map((file) => basename(file));
  const unique = new Set(names).size === names.length;
  return (file) => (unique ? basename(file) : file);
}
