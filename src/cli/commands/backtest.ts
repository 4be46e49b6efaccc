import { Command } from 'commander';
import { type Backtest, type BacktestRules, backtest } from '../../backtest/index.ts';
import type { BarsFile } from '../../csv/index.ts';
import { readSignals } from '../backtest/read_scores.ts';
import { reportLines } from '../backtest/report.ts';
import { periodOf, type RuleFlags, rulesOf, trialsOf, withRules } from '../backtest/rule_flags.ts';
import { faultLines } from '../features/faults.ts';
import { readPrices } from '../features/read_prices.ts';
import { writeToStdout } from '../output_file.ts';

type Options = RuleFlags & { scores: string; json?: boolean };

export function backtestCommand(): Command {
  const command = new Command('backtest')
    .description('Trade the predictions of a file over the prices of another; needs no database and no network')
    .argument('<prices.csv>', 'daily prices of one instrument (plain, Yahoo, Stooq), oldest first')
    .requiredOption('--scores <scores.csv>', 'date,probability: the probability of a rise, said after that close');
  return withRules(command)
    .option('--json', 'metrics, every trade and the equity of every session as JSON')
    .action(runBacktest)
    .addHelpText(
      'after',
      `
Examples:
  pgaugur backtest AAPL.csv --scores scores.csv
  pgaugur backtest AAPL.csv --scores scores.csv --threshold 0.65 --cost 0.002 --slippage 0.0005
  pgaugur backtest AAPL.csv --scores scores.csv --direction long_short --json | jq .metrics

The signal of a session is known after its close: a position opens at the next open, closes at
the close of the 7th session after the signal, whose own signal may open the next one. Bars that
end under a position close it. Prices are taken as they are. Where the price file has columns
split_factor and dividend_amount, shares multiply and dividends are paid; without them, use
prices that are adjusted. BACKTESTS.md has every rule and the formula of every figure.`,
    );
}

async function runBacktest(file: string, options: Options): Promise<void> {
  const rules = rulesOf(options);
  const period = periodOf(options);
  const trials = trialsOf(options);
  const prices = await readPrices(file, { volume: 'not needed' });
  const signals = await readSignals(options.scores, { file, bars: prices.bars }, period);
  for (const line of warningLines(file, prices)) console.error(line);
  const result = backtest(prices.bars, signals, rules, { actions: prices.actions, trials });
  if (options.json) {
    await writeToStdout([`${JSON.stringify(asJson(result, rules))}\n`]);
  } else {
    const predictions = signals.reduce((count, signal) => (Number.isNaN(signal) ? count : count + 1), 0);
    for (const line of reportLines(result, rules, predictions)) console.log(line);
  }
}

function asJson({ metrics, trades, equity }: Backtest, rules: BacktestRules) {
  return {
    rules,
    metrics,
    trades,
    equity: equity.dates.map((date, i) => ({
      date,
      cash: equity.cash[i],
      shares: equity.shares[i],
      value: equity.value[i],
    })),
  };
}

function warningLines(file: string, { warnings }: BarsFile): string[] {
  if (warnings.length === 0) return [];
  const count = warnings.length === 1 ? '1 price is' : `${warnings.length.toLocaleString('en-US')} prices are`;
  return [`${file}: warning: ${count} doubtful, and traded on as in the file:`, ...faultLines(warnings)];
}
