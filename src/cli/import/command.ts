import { Command, Option } from 'commander';
import type { ColumnMapping } from '../../csv/index.ts';
import { INSTRUMENT_TYPES } from '../../db/instruments.ts';
import type { Pool } from '../../db/pool.ts';
import { columnsOption } from '../files/columns_option.ts';
import { filesNamed } from '../files/files_named.ts';
import { withDatabase } from '../host/with_database.ts';
import { currencyOption } from '../loading/currency_option.ts';
import { sayExchange } from '../loading/exchange.ts';
import type { LoadingOptions } from '../loading/options.ts';
import { loadingProgress, type Progress } from '../loading/progress.ts';
import { writeReport } from '../loading/report.ts';
import { UserError } from '../terminal/errors.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';
import { type ImportOptions, type ImportResult, importFile } from './import_file.ts';
import { summaryLines } from './summary.ts';

type Options = LoadingOptions & {
  columns?: ColumnMapping;
};

export function importCommand(): Command {
  const command = new Command('import')
    .description(
      'Load daily prices from CSV files of any known format; rows that break a rule are reported, not loaded',
    )
    .argument(
      '<csv...>',
      "price files, also packed (.gz, .zip) or as a pattern ('prices/*.csv'); without --symbol, a column or the name says the symbol",
    )
    .option(
      '--symbol <symbol>',
      'the symbol of a single file; the instrument is created when no case of it exists, at any exchange',
    )
    .option(
      '--create',
      'create instruments that do not exist, also beside another case of their symbol, or at a second exchange',
    )
    .addOption(new Option('--type <type>', 'type of a new instrument, default stock').choices(INSTRUMENT_TYPES))
    .option('--name <name>', 'name of a new instrument')
    .option(
      '--exchange <mic>',
      'exchange, as XNYS or NYSE, of a new instrument, or which of several with the same symbol is meant',
    )
    .addOption(currencyOption())
    .addOption(columnsOption())
    .option('--report <file>', 'write every refused row to this CSV file')
    .option('--json', 'print one JSON object')
    .action(async (files: string[], options: Options) => {
      const found = await filesNamed(files);
      checkOptions(found, options);
      await withDatabase(settingsOf(command), (db) => importAll(db, found, options));
    })
    .addHelpText(
      'after',
      `
Examples:
  pgaugur import AAPL.csv --symbol AAPL --name Apple --exchange XNAS --currency USD
  pgaugur import 'prices/*.csv' --create        one instrument per file, named after it
  pgaugur import all_stocks_5yr.csv --create    one instrument per symbol of its column
  pgaugur import export.csv --symbol ABC --columns "date=Day,close=Last"
  pgaugur import wig20_d.csv --symbol WIG20 --type index

The same file may be imported again: only what differs is written.
aau.us.txt is of AAU. Exit code 1 when of a file nothing could be loaded; refused rows are a result, not a failure.`,
    );
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}

function checkOptions(files: readonly string[], { symbol, name }: Options): void {
  if (files.length === 1) return;
  if (symbol !== undefined) throw new UserError(`--symbol ${symbol} is for one file, received ${files.length}`);
  if (name !== undefined) throw new UserError(`--name "${name}" is for one file, received ${files.length}`);
}

async function importAll(db: Pool, files: readonly string[], options: Options): Promise<void> {
  if (options.exchange !== undefined && !options.json) await sayExchange(db, options.exchange);
  const progress = loadingProgress(options.json ? 0 : files.length);
  const results = await importEach(
    db,
    files,
    { ...options, create: options.create ?? options.symbol !== undefined, insist: options.create ?? false },
    progress,
  );
  const imported = results.filter((result) => 'table' in result);
  const failed = results.filter((result) => 'error' in result);

  if (options.report !== undefined) {
    await writeReport(
      options.report,
      results.flatMap((file) => file.refusedRows),
    );
  }
  if (options.json) console.log(JSON.stringify({ files: imported, failed, report: options.report ?? null }));
  else if (imported.length > 0) console.log(summaryLines(imported, options.report).join('\n'));
  for (const { file, symbol, error } of failed) {
    const of = failed.filter((other) => other.file === file).length > 1 ? ` (${symbol})` : '';
    console.error(`pgaugur: ${file}${of}: ${error}`);
  }
  if (failed.length > 0) process.exitCode = 1;
}

/** One file after the other, each symbol a transaction of its own: what fails does not stop the next. */
async function importEach(
  db: Pool,
  files: readonly string[],
  options: ImportOptions,
  progress: Progress,
): Promise<ImportResult[]> {
  const results: ImportResult[] = [];
  try {
    for (const [i, file] of files.entries()) {
      progress.starting(file, i);
      const onSymbol = (symbol: string, done: number, of: number) =>
        progress.within(`${file} ${symbol}`, i + done / of);
      results.push(...(await importFile(db, file, options, onSymbol)));
    }
  } finally {
    progress.done();
  }
  return results;
}
