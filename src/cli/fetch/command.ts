import { Command, InvalidArgumentError, Option } from 'commander';
import { dayNumber, isoDay } from '../../dates.ts';
import { INSTRUMENT_TYPES } from '../../db/instruments.ts';
import { SourceError } from '../../sources/answers/index.ts';
import { type Host, hostOf, openSource, type PriceSource, SOURCE_NAMES, type SourceName } from '../../sources/index.ts';
import { counted } from '../../text.ts';
import { untilSignal } from '../host/until_signal.ts';
import { withDatabase } from '../host/with_database.ts';
import { currencyOption } from '../loading/currency_option.ts';
import { sayExchange } from '../loading/exchange.ts';
import type { LoadingOptions } from '../loading/options.ts';
import { loadingProgress } from '../loading/progress.ts';
import { writeReport } from '../loading/report.ts';
import { UserError } from '../terminal/errors.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';
import { fewOf } from '../terminal/text.ts';
import { type Fetched, fetchAll } from './fetch_all.ts';
import { summaryLines } from './summary.ts';

type Options = LoadingOptions & {
  source?: SourceName;
  from?: string;
};

/** As a shell says it of a command that Ctrl-C ended. */
const INTERRUPTED = 130;

/** This machine, until it is asked to end. */
function ownHost(): Host {
  const ending = new AbortController();
  void untilSignal().then(() => ending.abort());
  return hostOf(process.env, ending.signal);
}

/** @param hostOfRun called when the command runs */
export function fetchCommand(hostOfRun: () => Host = ownHost): Command {
  const command = new Command('fetch')
    .description('Get daily prices of symbols from a source, behind what is stored')
    .argument('<symbols...>', 'as the source names them')
    .addOption(new Option('--source <name>', 'default: the first whose keys are set').choices(SOURCE_NAMES))
    .option(
      '--from <date>',
      'where a new history begins, as 2015-01-01 (else all there is), or is read again from',
      isoDate,
    )
    .option('--symbol <symbol>', 'the symbol it has here, when the source names it otherwise; for one')
    .option('--create', 'create an instrument although a similar symbol exists')
    .addOption(new Option('--type <type>', 'type of a new instrument, default stock').choices(INSTRUMENT_TYPES))
    .option('--name <name>', 'name of a new instrument; for one')
    .option('--exchange <mic>', 'exchange of new instruments, or which of several with the same symbol is meant')
    .addOption(currencyOption())
    .option('--report <file>', 'write every refused row to this CSV file')
    .option('--json', 'print one JSON object')
    .action(async (symbols: string[], options: Options) => {
      const asked = [...new Set(symbols)];
      checkOptions(asked, options);
      const host = hostOfRun();
      const source = await opened(options.source, host);
      await withDatabase(settingsOf(command), async (db) => {
        if (options.exchange !== undefined && !options.json) await sayExchange(db, options.exchange);
        const progress = loadingProgress(options.json ? 0 : asked.length);
        const { symbol, create = false } = options;
        const wanted = symbol === undefined ? { ...options, create } : { ...options, create, called: asked[0] };
        const fetched = await fetchAll(
          db,
          source,
          symbol === undefined ? asked : [symbol],
          wanted,
          progress,
          host.signal,
        );
        await tell(fetched, options, host.signal);
        if ('broken' in fetched) throw fetched.broken;
      });
    })
    .addHelpText(
      'after',
      `
Examples:
  pgaugur fetch AAPL MSFT --exchange XNAS --currency USD
  pgaugur fetch AAPL --from 2015-01-01 --source tiingo
  pgaugur fetch ^GSPC --symbol SPX --type index --source yahoo

Sources and what they need in the environment:
  tiingo   TIINGO_API_KEY
  alpaca   APCA_API_KEY_ID and APCA_API_SECRET_KEY
  yahoo    the package yahoo-finance2: npm install yahoo-finance2@4

The last ten sessions are read again, and all of it after a split. A session that has not ended is not stored. The same
command goes on after Ctrl-C. Exit code 1 when a symbol could not be had.`,
    );
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}

function checkOptions(symbols: readonly string[], { symbol, name, from }: Options): void {
  const wrong = symbols.find((one) => !/[\p{L}\p{N}]/u.test(one) || /[\s\p{Cc}]/u.test(one));
  if (wrong !== undefined) {
    throw new UserError(`a symbol has a letter or a digit and no blanks, received ${JSON.stringify(wrong)}`);
  }
  if (from !== undefined && from > isoDay(new Date())) throw new UserError(`--from ${from} has not come yet`);
  if (symbols.length === 1) return;
  if (symbol !== undefined) throw new UserError(`--symbol ${symbol} is for one symbol, received ${symbols.length}`);
  if (name !== undefined) throw new UserError(`--name "${name}" is for one symbol, received ${symbols.length}`);
}

async function opened(name: SourceName | undefined, host: Host): Promise<PriceSource> {
  try {
    return await openSource(name, host);
  } catch (error) {
    throw error instanceof SourceError ? new UserError(error.message) : error;
  }
}

async function tell({ stored, failed, left, broken }: Fetched, options: Options, signal: AbortSignal): Promise<void> {
  const { report } = options;
  if (report !== undefined)
    await writeReport(
      report,
      [...stored, ...failed].flatMap((one) => one.refusedRows),
    );
  const interrupted = signal.aborted;
  if (options.json) {
    const failures = failed.map(({ symbol, error }) => ({ symbol, error }));
    console.log(JSON.stringify({ symbols: stored, failed: failures, left, interrupted, report: report ?? null }));
  } else if (stored.length > 0) console.log(summaryLines(stored, report).join('\n'));
  for (const { symbol, error } of failed) console.error(`pgaugur: ${symbol}: ${error}`);
  if (left.length > 0) {
    const why = interrupted ? 'interrupted' : broken ? 'broken off' : 'the source is not asked any more';
    const done = `${counted(stored.length, 'symbol')} ${stored.length === 1 ? 'is' : 'are'} stored`;
    console.error(`pgaugur: ${why}: ${done}, not asked for: ${fewOf(left)}. The same command goes on with them`);
  }
  if (interrupted) process.exitCode = INTERRUPTED;
  else if (failed.length + left.length > 0) process.exitCode = 1;
}

function isoDate(text: string): string {
  if (Number.isNaN(dayNumber(text))) throw new InvalidArgumentError('It must be a date like 2015-01-01.');
  return text;
}
