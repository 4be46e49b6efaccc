import { Command } from 'commander';
import type { BarsFile } from '../../csv/index.ts';
import {
  CONTEXT_SLOTS,
  FEATURES,
  type IndexSeries,
  type MarketContext,
  newestFeatureSet,
} from '../../features/index.ts';
import { HORIZON_SESSIONS } from '../../horizon.ts';
import { noun } from '../../text.ts';
import { faultLines } from '../files/faults.ts';
import { leftOutLines } from '../files/left_out.ts';
import { outputFile, writeToStdout, writeWholeFile } from '../files/output_file.ts';
import { LEAVE_OUT_CONTRADICTIONS, type PriceOptions, readingOf, withPriceOptions } from '../files/price_options.ts';
import { readPrices } from '../files/read_prices.ts';
import { UserError } from '../terminal/errors.ts';
import { csvColumns, featureCsv } from './feature_csv.ts';

type Options = PriceOptions & { out?: string; index?: string[]; volatilityIndex?: string };

export function featuresCommand(): Command {
  const command = new Command('features')
    .description('Compute the features of one price file as CSV; needs no database and no network')
    .argument('<csv>', 'daily prices of one instrument in any known format, with a volume')
    .option('--out <file>', 'write to this file, whole or not at all, and not to standard output')
    .option(
      '--index <csv>',
      `a market index, up to ${CONTEXT_SLOTS} times: adds the features of group context`,
      collect,
    )
    .option('--volatility-index <csv>', 'their implied volatility in percent per year, such as the VIX');
  return withPriceOptions(command)
    .action(computeFeatures)
    .addHelpText(
      'after',
      `
Examples:
  pgaugur features AAPL.csv --out features.csv
  pgaugur features AAPL.csv | cut -d, -f1-10 | tail    the newest sessions, a few columns
  pgaugur features AAPL.csv --index SPX.csv --index IXIC.csv --volatility-index VIX.csv

The output has one row per session: the date, ${FEATURES.length} features (with --index ${newestFeatureSet().names.length}), the growth over
the next ${HORIZON_SESSIONS} sessions, and the target, 1 where that is above 1. What is not known yet is an empty cell.
docs/reference/features.md defines each feature. The close is taken, an adjusted close is
not used; prices before a split in a column of splits are divided by its factor, and that is
said. Holidays are not known here, so the month-end columns count weekdays. Of an index, each
row knows the closes up to its own date; its volume is not needed.

A file with a line that cannot be computed on is refused as a whole, with exit code 1: a cell
that is no number, a negative price, a close of 0 alone, a missing or negative volume, dates out of
order. A row without a price, or with one of 0, is left out, and of a session that is there twice
the later row counts, and that is said. Rows whose prices contradict each other, such as an open
outside low–high, are computed on as they are published, and named; an import leaves them out.`,
    );
}

async function computeFeatures(file: string, { out, index = [], volatilityIndex, ...options }: Options): Promise<void> {
  const prices = await readPrices(file, { ...readingOf(options), splits: 'adjusted' });
  const { bars } = prices;
  const context = await readContext(index, volatilityIndex, options);
  const sources = [file, ...index, ...(volatilityIndex === undefined ? [] : [volatilityIndex])];
  const output = out === undefined ? undefined : await outputFile(out, sources);
  for (const line of noteLines(file, prices)) console.error(line);

  const features = context.length > 0 ? newestFeatureSet().features : FEATURES;
  const chunks = featureCsv(bars, features, context);
  if (output === undefined) {
    await writeToStdout(chunks);
  } else {
    await writeWholeFile(output, chunks);
    console.log(
      `${bars.dates.length.toLocaleString('en-US')} ${noun(bars.dates.length, 'row')} × ${csvColumns(features).length} columns in ${out}`,
    );
  }
}

/** The indices of `--index` by slot, each beside the volatility index. */
async function readContext(
  files: readonly string[],
  volatilityFile: string | undefined,
  options: PriceOptions,
): Promise<MarketContext> {
  if (files.length > CONTEXT_SLOTS) {
    throw new UserError(`--index takes up to ${CONTEXT_SLOTS} files, received ${files.length}`);
  }
  if (volatilityFile !== undefined && files.length === 0) {
    throw new UserError(`--volatility-index ${volatilityFile} stands beside an index: --index is missing`);
  }
  const impliedVolatility = volatilityFile === undefined ? undefined : await readIndex(volatilityFile, options);
  return Promise.all(
    files.map(async (file) => ({ symbol: file, ...(await readIndex(file, options)), impliedVolatility })),
  );
}

/** Which column is which, is said of the prices alone. */
async function readIndex(file: string, { leaveOutContradictions }: PriceOptions): Promise<IndexSeries> {
  const reading = readingOf({ leaveOutContradictions });
  const prices = await readPrices(file, { ...reading, volume: 'not needed', splits: 'adjusted' });
  const { bars } = prices;
  for (const line of noteLines(file, prices)) console.error(line);
  return { dates: bars.dates, close: bars.close, sameSession: true };
}

const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** What the user should know about the prices although they can be computed on. */
function noteLines(file: string, prices: BarsFile): string[] {
  const { bars, warnings, notes } = prices;
  if (bars.dates.length === 0) return [`${file}: no row follows the header, so the output is a header alone`];
  const said = [...notes.map((note) => `${file}: ${note}`), ...leftOutLines(file, prices)];
  if (warnings.length === 0) return said;
  const count = warnings.length === 1 ? '1 price is' : `${warnings.length.toLocaleString('en-US')} prices are`;
  return [
    ...said,
    `${file}: warning: ${count} contradicted by the others of the session, and computed on as in the file (an import leaves such rows out; so does ${LEAVE_OUT_CONTRADICTIONS}):`,
    ...faultLines(warnings),
  ];
}
