import { Command } from 'commander';
import { backtest, backtestPortfolio } from '../../backtest/index.ts';
import type { BarFault, BarsFile } from '../../csv/index.ts';
import { counted } from '../../text.ts';
import { faultLines } from '../files/faults.ts';
import { groupedNotes } from '../files/grouped_notes.ts';
import { leftOutLines } from '../files/left_out.ts';
import { writeToStdout } from '../files/output_file.ts';
import { LEAVE_OUT_CONTRADICTIONS, type PriceOptions, readingOf, withPriceOptions } from '../files/price_options.ts';
import { readPrices } from '../files/read_prices.ts';
import { UserError } from '../terminal/errors.ts';
import { backtestJson, portfolioJson } from './json.ts';
import { readPortfolio } from './read_portfolio.ts';
import { readSignals } from './read_scores.ts';
import { portfolioReportLines, reportLines } from './report.ts';
import { periodOf, portfolioRulesOf, type RuleFlags, rulesOf, trialsOf, withRules } from './rule_flags.ts';
import { predictionsIn } from './signals.ts';

type Options = RuleFlags & PriceOptions & { scores: string; json?: boolean };

export function backtestCommand(): Command {
  const command = new Command('backtest')
    .description('Trade the predictions of a file over the prices of others; needs no database and no network')
    .argument('<prices.csv...>', 'daily prices in any known format; several files share one account')
    .requiredOption(
      '--scores <scores.csv>',
      'date,probability: the probability of a rise, said after that close; for several price files symbol,date,probability',
    );
  return withPriceOptions(withRules(command))
    .option('--json', 'metrics, every trade and the equity of every session as JSON')
    .action((files: string[], options: Options) =>
      files.length === 1 ? tradeOne(files[0], options) : tradePortfolio(files, options),
    )
    .addHelpText(
      'after',
      `
Examples:
  pgaugur backtest AAPL.csv --scores scores.csv
  pgaugur backtest AAPL.csv --scores scores.csv --threshold 0.65 --cost 0.002 --slippage 0.0005
  pgaugur backtest AAPL.csv --scores scores.csv --direction long_short --json | jq .metrics
  pgaugur backtest AAPL.csv MSFT.csv KO.csv --scores scores.csv --positions 2
  pgaugur backtest prices/*.csv --scores scores.csv --weighting signal_strength --json | jq .contributions
  pgaugur backtest prices/*.csv --scores ranks.csv --top 10 --drop-below 20

The signal of a session is known after its close: a position opens at the next open, closes at
the close of the 7th session after the signal, whose own signal may open the next one. Bars that
end under a position close it. Where the price file has columns
split_factor and dividend_amount, shares multiply and dividends are paid. Prices as they were
traded with a column of splits (Tiingo, Alpha Vantage) are adjusted for them. Rows that an import
would refuse are left out, or refuse the file. What was done is said. docs/reference/backtests.md has every rule and the formula of every figure.

Several price files are a portfolio: each is named after its symbol (AAPL.csv is of AAPL, in just
this case; aau.us.txt of AAU), and every symbol has prices and probabilities. Each instrument
keeps its own calendar and range; of more signals than free places the strongest are taken. With
--top n the first n of each day are held instead, in equal parts, and sold only below --drop-below.`,
    );
}

async function tradeOne(file: string, options: Options): Promise<void> {
  const rules = rulesOf(options);
  const period = periodOf(options);
  const trials = trialsOf(options);
  const prices = await readPrices(file, { ...readingOf(options), volume: 'not needed' });
  const signals = await readSignals(options.scores, { file, ...prices }, period);
  for (const line of warningLines(file, prices)) console.error(line);
  if (!options.json) for (const note of prices.notes) console.error(`${file}: ${note}`);
  const result = backtest(prices.bars, signals, rules, { actions: prices.actions, trials });
  if (options.json) await writeJson({ ...backtestJson(result, rules), notes: prices.notes });
  else for (const line of reportLines(result, rules, predictionsIn(signals))) console.log(line);
}

async function tradePortfolio(priceFiles: readonly string[], options: Options): Promise<void> {
  if (options.symbol !== undefined) {
    throw new UserError(`--symbol ${options.symbol} is for one file, received ${priceFiles.length}`);
  }
  const rules = portfolioRulesOf(options);
  const period = periodOf(options);
  const trials = trialsOf(options);
  const files = await readPortfolio(priceFiles, options.scores, period, readingOf(options));
  for (const scored of files) for (const line of shortWarning(scored.file, scored)) console.error(line);
  if (!options.json) for (const note of groupedNotes(files)) console.error(note);
  const result = backtestPortfolio(files, rules, { trials });
  if (options.json)
    await writeJson({
      ...portfolioJson(result, rules),
      notes: files.flatMap(({ symbol, notes }) => notes.map((note) => `${symbol}: ${note}`)),
    });
  else for (const line of portfolioReportLines(result, rules, files)) console.log(line);
}

const writeJson = (value: unknown): Promise<void> => writeToStdout([`${JSON.stringify(value)}\n`]);

function warningLines(file: string, prices: BarsFile): string[] {
  const { warnings } = prices;
  return [
    ...leftOutLines(file, prices),
    ...(warnings.length === 0 ? [] : [`${contradicted(file, warnings.length)}:`, ...faultLines(warnings)]),
  ];
}

/** A line per file: a table of each would bury the report. */
function shortWarning(file: string, { warnings, leftOut }: BarsFile): string[] {
  const first = ([{ line, date, rule, value }, ...others]: readonly BarFault[]) =>
    `${others.length === 0 ? '' : 'first '}line ${line}${date === null ? '' : `, ${date}`}: ${rule}, received ${value}`;
  return [
    ...(leftOut.length === 0
      ? []
      : [`${file}: warning: ${counted(leftOut.length, 'row')} left out: ${first(leftOut)}`]),
    ...(warnings.length === 0 ? [] : [`${contradicted(file, warnings.length)}: ${first(warnings)}`]),
  ];
}

const contradicted = (file: string, prices: number): string =>
  `${file}: warning: ${prices === 1 ? '1 price is' : `${prices.toLocaleString('en-US')} prices are`} contradicted by ` +
  `the others of the session, and traded on as in the file (an import leaves such rows out; so does ${LEAVE_OUT_CONTRADICTIONS})`;
