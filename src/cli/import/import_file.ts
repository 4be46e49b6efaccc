import pg from 'pg';
import { type ColumnMapping, type PriceFile, PriceFileError, type PriceRow, parsePriceCsv } from '../../csv/index.ts';
import { inTransaction, type Pool, type Queryable } from '../../db/pool.ts';
import {
  importPrices,
  type PriceTable,
  type PriceTarget,
  sessionsBefore,
  type Violation,
} from '../../db/price_import.ts';
import { counted } from '../../text.ts';
import { fileProblem } from '../files/file_problem.ts';
import { LEAVE_OUT_CONTRADICTIONS } from '../files/price_options.ts';
import { priceSource } from '../files/price_source.ts';
import { refuseSecond, resolveInstrument, type WantedInstrument } from '../loading/instrument.ts';
import { refusalOf } from '../loading/refusal.ts';
import { NothingLoaded, type RefusedRow, refusedRowsOf } from '../loading/refused_rows.ts';
import type { Loaded } from '../loading/summary.ts';
import { UserError } from '../terminal/errors.ts';
import { type Series, seriesOf } from './series.ts';

export type ImportedFile = Loaded & {
  readonly file: string;
  readonly format: string;
  /** Columns of the file that were not read. */
  readonly ignored: readonly string[];
  /** What was done with splits, adjusted closes and prices that contradict each other, in sentences. */
  readonly notes: readonly string[];
  readonly table: PriceTable;
};

export type FailedFile = {
  readonly file: string;
  /** Only where the file holds several, or could be read as far as to know it. */
  readonly symbol?: string;
  readonly error: string;
  readonly refusedRows: readonly RefusedRow[];
};

/** What holds for every file of a call; without a symbol each is of the one that its column or its name says. */
export type ImportOptions = Omit<WantedInstrument, 'symbol'> & {
  readonly symbol?: string;
  /** Whether one is created although its symbol is there in another case or at another exchange; without a word, it is. */
  readonly insist?: boolean;
  /** Which column is which, for headers of no known format. */
  readonly columns?: ColumnMapping;
};

export type ImportResult = ImportedFile | FailedFile;

/**
 * Loads a file: each of its symbols in one transaction, with one insert, so that its prices start one run.
 * @param onSymbol called before each of several symbols with how many are done, and of how many
 * @returns per symbol what was loaded, or a failure when the file, not the database or the code, is the reason why
 *   nothing was
 */
export async function importFile(
  pool: Pool,
  file: string,
  options: ImportOptions,
  onSymbol: (symbol: string, done: number, of: number) => void = () => {},
): Promise<ImportResult[]> {
  let parsed: PriceFile;
  let all: Series[];
  try {
    parsed = await parsePriceCsv(priceSource(file), { columns: options.columns, today: new Date() });
    if (parsed.rows.length + parsed.rejected.length === 0) throw new UserError('no row follows the header');
    all = seriesOf(file, parsed, options.symbol);
  } catch (error) {
    return [{ file, error: reasonOf(error), refusedRows: [] }];
  }
  const results: ImportResult[] = [];
  for (const series of all) {
    if (all.length > 1) onSymbol(series.symbol, results.length, all.length);
    results.push(await importSeries(pool, file, parsed, series, options));
  }
  return results;
}

async function importSeries(
  pool: Pool,
  file: string,
  parsed: PriceFile,
  { symbol, rows, rejected }: Series,
  options: ImportOptions,
): Promise<ImportResult> {
  try {
    if (rows.length === 0) throw new NothingLoaded(refusedRowsOf(file, rejected, []));
    return await inTransaction(pool, async (client) => {
      if (options.insist === false) await refuseSecond(client, { ...options, symbol });
      const instrument = await resolveInstrument(client, { ...options, symbol });
      refuseSplitsOfIndex(instrument, rows);
      await refuseHalfAdjusted(client, instrument, parsed, rows);
      const loaded = await importPrices(client, instrument, rows, `import:${parsed.format}`);
      refuseLostSplit(loaded.violations);
      const refusedRows = refusedRowsOf(file, rejected, loaded.violations);
      if (loaded.inserted + loaded.corrected + loaded.unchanged === 0) throw new NothingLoaded(refusedRows);
      return {
        file,
        format: parsed.format,
        ignored: parsed.ignored,
        notes: [...parsed.notes, ...contradictionNote(loaded.violations)],
        symbol,
        exchange: instrument.exchange,
        instrumentId: instrument.id,
        created: instrument.created,
        table: instrument.table,
        rows: rows.length + rejected.length,
        inserted: loaded.inserted,
        corrected: loaded.corrected,
        unchanged: loaded.unchanged,
        refused: new Set(refusedRows.map(({ line }) => line)).size,
        refusedRows,
      };
    });
  } catch (error) {
    const refusedRows = error instanceof NothingLoaded ? error.refusedRows : [];
    return { file, symbol, error: reasonOf(error), refusedRows };
  }
}

/**
 * A split in the file changes the basis of every earlier price. What is stored from before the file's first session
 * would stay on the old one.
 */
async function refuseHalfAdjusted(
  db: Queryable,
  instrument: PriceTarget,
  { adjustedFor }: PriceFile,
  rows: readonly PriceRow[],
): Promise<void> {
  const split = adjustedFor.find(({ symbol }) => symbol === rows[0].symbol);
  if (split === undefined) return;
  const first = rows.reduce((date, row) => (row.date < date ? row.date : date), rows[0].date);
  const earlier = await sessionsBefore(db, instrument, first);
  if (earlier === 0) return;
  throw new UserError(
    `the split of ${split.date} (factor ${split.factor}) changes the basis of all earlier prices, and ` +
      `${counted(earlier, 'session')} before ${first}, the first of the file, ${earlier === 1 ? 'is' : 'are'} stored: ` +
      'import the whole history',
  );
}

/** The table of indices has no column for a factor: it would be lost, and the prices before it of another basis. */
function refuseSplitsOfIndex({ table }: PriceTarget, rows: readonly PriceRow[]): void {
  const split = rows.find(({ splitFactor = '1' }) => Number(splitFactor) !== 1);
  if (table !== 'index_prices' || split === undefined) return;
  throw new UserError(
    `line ${split.line}: the split of ${split.date} (factor ${split.splitFactor}) cannot be stored beside the prices of an ` +
      'index: adjust them for it and leave the column out, or import it as another --type',
  );
}

/** What else reads the file computes on such rows: whoever compares has to know how many there are. */
function contradictionNote(violations: readonly Violation[]): string[] {
  const rules = Map.groupBy(violations, ({ row }) => row);
  const count = [...rules.values()].filter((of) => of.every(({ rule }) => rule === 'ohlc_consistency')).length;
  if (count === 0) return [];
  return [
    `${counted(count, 'row')} left out because ${count === 1 ? 'its' : 'their'} prices contradict each other ` +
      `(ohlc_consistency); of this file, pgaugur features and backtest compute on ${count === 1 ? 'it' : 'them'} as published, ` +
      `unless told ${LEAVE_OUT_CONTRADICTIONS}`,
  ];
}

/** A factor that is stored beside the prices would be lost with its row, and those before it silently of another basis. */
function refuseLostSplit(violations: readonly Violation[]): void {
  const lost = violations.find(({ row }) => Number(row.splitFactor ?? 1) !== 1);
  if (lost === undefined) return;
  const { line, date, splitFactor } = lost.row;
  throw new UserError(
    `line ${line}: the split of ${date} (factor ${splitFactor}) is in a row that breaks ${lost.rule}, and without it the ` +
      'prices before it would be of another basis: mend the row',
  );
}

/**
 * What is wrong with the file, in a sentence. What the database refuses (a trigger of the user's, a missing right)
 * counts as that too: its message says more than our stack would.
 * @throws the error itself when it is not about the file
 */
function reasonOf(error: unknown): string {
  const isItsOwn = [PriceFileError, UserError, NothingLoaded, pg.DatabaseError].some((kind) => error instanceof kind);
  if (isItsOwn && error instanceof Error) return refusalOf(error);
  const problem = fileProblem(error);
  if (problem !== undefined) return problem;
  throw error;
}
