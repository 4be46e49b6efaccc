import type { RejectedLine } from '../../csv/index.ts';
import type { Violation } from '../../db/price_import.ts';

/** A row that was not loaded, and one rule it breaks. A row that breaks several is listed once for each. */
export type RefusedRow = {
  /** Where it comes from: a file, or what a source delivered. */
  readonly file: string;
  readonly line: number;
  /** ISO date; null when the line could not be read. */
  readonly date: string | null;
  readonly rule: string;
  readonly value: string;
};

/** Lines that could not be read and rows that break a rule of the table, in the order of the file. */
export function refusedRowsOf(
  file: string,
  rejected: readonly RejectedLine[],
  violations: readonly Violation[],
): RefusedRow[] {
  return [
    ...rejected.map(({ line, rule, value }) => ({ file, line, date: null, rule, value })),
    ...violations.map(({ row, rule, fields }) => ({
      file,
      line: row.line,
      date: row.date,
      rule,
      value: fields.map((field) => `${field === 'adjustedClose' ? 'adjusted close' : field} ${row[field]}`).join(', '),
    })),
  ].sort((a, b) => a.line - b.line);
}

/** Nothing of a series was loaded: its transaction is undone, so that no empty instrument is left. */
export class NothingLoaded extends Error {
  readonly refusedRows: readonly RefusedRow[];

  constructor(refusedRows: readonly RefusedRow[]) {
    const [{ line, rule, value }] = refusedRows;
    const lines = new Set(refusedRows.map((row) => row.line)).size;
    const what = lines === 1 ? 'the only row breaks a rule' : `all ${lines.toLocaleString('en-US')} rows break a rule`;
    super(`nothing was loaded, ${what}; line ${line}: ${rule}, received ${JSON.stringify(value)}`);
    this.refusedRows = refusedRows;
  }
}
