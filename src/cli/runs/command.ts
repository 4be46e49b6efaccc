import { Command, InvalidArgumentError, Option } from 'commander';
import { instrumentExists } from '../../db/instruments.ts';
import { runStatus } from '../../db/run_grid.ts';
import { type ListedRun, listRuns } from '../../db/run_list.ts';
import { withDatabase } from '../host/with_database.ts';
import { UserError } from '../terminal/errors.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';
import { table } from '../terminal/table.ts';
import { duration, style } from '../terminal/text.ts';

type Options = { symbol?: string; status?: string[]; kind?: string; limit: number; json?: boolean };

/** Kinds of runs: a test compares them with those that the database knows. */
export const RUN_KINDS = ['training', 'prediction', 'pooled_training', 'adoption'] as const;

export function runsCommand(): Command {
  const command = new Command('runs')
    .description('Runs, newest first: what asked for each, how long it took, how it ended')
    .option(
      '--symbol <symbol>',
      'of this instrument, as SYMBOL@MIC where several have the symbol; of a pool: "pool <name>"',
    )
    .option('--status <statuses>', `of these, separated by commas: ${runStatus.options.join(', ')}`, statuses)
    .addOption(new Option('--kind <kind>', 'of this kind').choices(RUN_KINDS))
    .option('--limit <n>', 'at most so many', positive, 20)
    .option('--json', 'print one JSON object')
    .action((options: Options) =>
      withDatabase(settingsOf(command), async (db) => {
        const { symbol, status, kind, limit } = options;
        const runs = await listRuns(db, { symbol, statuses: status, kind, limit });
        // An empty answer for a symbol that nobody has would look as if it had no run.
        if (runs.length === 0 && symbol !== undefined && !symbol.startsWith('pool ')) {
          if (!(await instrumentExists(db, symbol))) throw new UserError(`no instrument has the symbol "${symbol}"`);
        }
        console.log(options.json ? JSON.stringify({ runs }) : runLines(runs).join('\n'));
      }),
    );
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}

function runLines(runs: readonly ListedRun[]): string[] {
  if (runs.length === 0) return ['No such run.'];
  return table(
    [{ right: 'run' }, 'symbol', 'kind', 'status', 'requested (UTC)', { right: 'time' }, 'asked for by: outcome'],
    runs.map((run) => [
      String(run.id),
      style('bold', run.symbol),
      run.kind,
      run.status,
      run.requestedAt.toISOString().slice(0, 16).replace('T', ' '),
      run.seconds === null ? '' : duration(run.seconds),
      [run.reason, run.outcome?.split('\n', 1)[0]].filter(Boolean).join(': '),
    ]),
  );
}

function statuses(text: string): string[] {
  const known: readonly string[] = runStatus.options;
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new InvalidArgumentError(
      `Unknown: ${unknown.map((name) => `"${name}"`).join(', ')}. There are ${known.join(', ')}.`,
    );
  }
  return names;
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a positive whole number.');
  return Number(text);
}
