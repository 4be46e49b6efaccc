import { createReadStream } from 'node:fs';
import { basename, extname } from 'node:path';
import pg from 'pg';
import { CsvHeaderError, type PriceFile, parsePriceCsv } from '../../csv/index.ts';
import { inTransaction, type Pool } from '../../db/pool.ts';
import { importPrices, type PriceTable, type Violation } from '../../db/price_import.ts';
import { fileProblem } from '../files/file_problem.ts';
import { UserError } from '../terminal/errors.ts';
import { resolveInstrument, type WantedInstrument } from './instrument.ts';

/** A line that was not loaded, and one rule it breaks. A line that breaks several is listed once for each. */
export type RefusedRow = {
  readonly file: string;
  readonly line: number;
  /** ISO date; null when the line could not be read. */
  readonly date: string | null;
  readonly rule: string;
  readonly value: string;
};

export type ImportedFile = {
  readonly file: string;
  readonly format: string;
  /** Columns of the file that were not read. */
  readonly ignored: readonly string[];
  readonly symbol: string;
  readonly exchange: string | null;
  readonly instrumentId: number;
  /** Whether this import created the instrument. */
  readonly created: boolean;
  readonly table: PriceTable;
  /** Lines with data: the sum of the four counts below. */
  readonly rows: number;
  readonly inserted: number;
  readonly corrected: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly refusedRows: readonly RefusedRow[];
};

export type FailedFile = { readonly file: string; readonly error: string };

/** What holds for every file of a call; without a symbol each file is named after its own. */
export type ImportOptions = Omit<WantedInstrument, 'symbol'> & { readonly symbol?: string };

/**
 * Loads one file in one transaction, with one insert: its prices start one run.
 * @returns a failure when the file, not the database or the code, is the reason why nothing of it was loaded
 */
export async function importFile(pool: Pool, file: string, options: ImportOptions): Promise<ImportedFile | FailedFile> {
  try {
    const parsed = await parsePriceCsv(createReadStream(file));
    if (parsed.rows.length + parsed.rejected.length === 0) throw new UserError('no row follows the header');
    const symbol = options.symbol ?? basename(file, extname(file));
    return await inTransaction(pool, async (client) => {
      const instrument = await resolveInstrument(client, { ...options, symbol });
      const loaded = await importPrices(client, instrument, parsed.rows, `import:${parsed.format}`);
      const refusedRows = refusedRowsOf(file, parsed, loaded.violations);
      return {
        file,
        format: parsed.format,
        ignored: parsed.ignored,
        symbol,
        exchange: instrument.exchange,
        instrumentId: instrument.id,
        created: instrument.created,
        table: instrument.table,
        rows: parsed.rows.length + parsed.rejected.length,
        inserted: loaded.inserted,
        corrected: loaded.corrected,
        unchanged: loaded.unchanged,
        refused: new Set(refusedRows.map(({ line }) => line)).size,
        refusedRows,
      };
    });
  } catch (error) {
    return { file, error: reasonOf(error) };
  }
}

/** Lines that could not be read and rows that break a rule of the table, in the order of the file. */
function refusedRowsOf(file: string, { rejected }: PriceFile, violations: readonly Violation[]): RefusedRow[] {
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

/**
 * What is wrong with the file, in a sentence. What the database refuses (a trigger of the user's, a missing right)
 * counts as that too: its message says more than our stack would.
 * @throws the error itself when it is not about the file
 */
function reasonOf(error: unknown): string {
  if (error instanceof CsvHeaderError || error instanceof UserError || error instanceof pg.DatabaseError) {
    return error.message;
  }
  const problem = fileProblem(error);
  if (problem !== undefined) return problem;
  throw error;
}
