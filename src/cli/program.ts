import { Command, Help } from 'commander';
import { hidePasswords } from '../env/hide_password.ts';
import { release } from '../env/package_root.ts';
import { alertsCommand } from './alerts/command.ts';
import { backfillCommand } from './backfill/command.ts';
import { backtestCommand } from './backtest/command.ts';
import { cancelCommand } from './cancel/command.ts';
import { doctorCommand } from './doctor/command.ts';
import { featuresCommand } from './features/command.ts';
import { fetchCommand } from './fetch/command.ts';
import { fitCommand } from './fit/command.ts';
import { importCommand } from './import/command.ts';
import { migrateCommand } from './migrate/command.ts';
import { openCommand } from './open/command.ts';
import { partitionCommand } from './partition/command.ts';
import { pauseCommand, resumeCommand } from './pause/command.ts';
import { reportCommand } from './report/command.ts';
import { retryCommand } from './retry/command.ts';
import { runsCommand } from './runs/command.ts';
import { scoreCommand } from './score/command.ts';
import { serveCommand } from './serve/command.ts';
import { startCommand } from './start/command.ts';
import { statusCommand } from './status/command.ts';
import { printableOn, type Stream } from './terminal/printable.ts';
import { trainCommand } from './train/command.ts';
import { workerCommand } from './worker/command.ts';

/**
 * The command line: a folder per command.
 * @param stderr what is wrong with a command line is printed to
 */
export function createProgram(stderr: Stream = process.stderr): Command {
  const program = new Command('pgaugur')
    .description('Daily prices in Postgres become a 7-day growth forecast: insert prices, read predictions.')
    .version(release)
    .showHelpAfterError('(pgaugur --help shows what there is)')
    .addCommand(startCommand())
    .addCommand(migrateCommand())
    .addCommand(partitionCommand())
    .addCommand(workerCommand())
    .addCommand(serveCommand())
    .addCommand(openCommand())
    .addCommand(reportCommand())
    .addCommand(importCommand())
    .addCommand(fetchCommand())
    .addCommand(statusCommand())
    .addCommand(runsCommand())
    .addCommand(retryCommand())
    .addCommand(cancelCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand())
    .addCommand(trainCommand())
    .addCommand(backfillCommand())
    .addCommand(alertsCommand())
    .addCommand(doctorCommand())
    .addCommand(featuresCommand())
    .addCommand(fitCommand())
    .addCommand(scoreCommand())
    .addCommand(backtestCommand())
    .addHelpText(
      'after',
      `
Examples:
  pgaugur start                                 everything on this machine, until Ctrl-C
  pgaugur import AAPL.csv --symbol AAPL         load a price history; the forecast follows by itself
  pgaugur fetch AAPL MSFT                       the same from a source of prices, each day anew
  pgaugur status                                what ran, what it found, what failed
  pgaugur features AAPL.csv --out features.csv  the features of a price file, without a database
  pgaugur fit train.csv --label y --out m.json  gradient-boosted trees from a table, without a database
  pgaugur score new.csv --model m.json          their probabilities for the rows of another
  pgaugur backtest AAPL.csv --scores scores.csv what trading date,probability would have brought
  pgaugur report AAPL --out aapl.html           its page as one file, to keep, send or print
  DATABASE_URL=postgres://… pgaugur migrate     set up, or adopt, a database of your own
  pgaugur worker --only training                a host that trains and does nothing else`,
    );
  for (const command of program.commands) sayWhatIsRequired(command);
  for (const command of [program, ...program.commands]) quoteWithCare(command, stderr);
  return program;
}

/** What is wrong with an argument is said with it, and it may be a DATABASE_URL without its flag, or obeyed by a terminal. */
function quoteWithCare(command: Command, stderr: Stream): void {
  command.configureOutput({ outputError: (said, write) => write(printableOn(stderr, hidePasswords(said))) });
}

/** In its help a command lists what it cannot do without among its options. */
function sayWhatIsRequired(command: Command): void {
  const help = new Help();
  command.configureHelp({
    optionDescription: (option) => `${help.optionDescription(option)}${option.mandatory ? ' (required)' : ''}`,
  });
}
