import { Command, InvalidArgumentError } from 'commander';
import { instrumentExists, pausedSymbols, similarSymbols } from '../../db/instruments.ts';
import { readLate } from '../../db/late.ts';
import type { Pool } from '../../db/pool.ts';
import { countRuns, hasLiveWorker, type RunSelection, readRuns } from '../../db/run_grid.ts';
import { withDatabase } from '../host/with_database.ts';
import { UserError } from '../terminal/errors.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';
import { statusLines } from './picture.ts';
import { watch } from './watch.ts';

type Options = { symbol?: string; all?: boolean; limit: number; json?: boolean; watch?: boolean };

export function statusCommand(): Command {
  const command = new Command('status')
    .description('The run grid: where each instrument is in its pipeline, what was found, what failed')
    .option(
      '--symbol <symbol>',
      'the newest run of one instrument, step by step, as SYMBOL@MIC where several have the symbol; of a pool: "pool <name>"',
    )
    .option('--all', 'every run, newest first, not only the newest of each instrument')
    .option(
      '--limit <n>',
      'show at most so many runs: the failed ones, then the newest; with --all the newest',
      positive,
      50,
    )
    .option('--watch', 'go on showing it until Ctrl-C')
    .option('--json', 'print one JSON object')
    .action(async (options: Options) => {
      const selection = { symbol: options.symbol, all: options.all ?? false, limit: options.limit };
      await withDatabase(settingsOf(command), async (db) => {
        if (options.json) console.log(JSON.stringify(await readAll(db, selection)));
        else if (options.watch) await watch(() => picture(db, selection));
        else console.log((await picture(db, selection)).join('\n'));
      });
    });
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}

async function picture(db: Pool, selection: RunSelection): Promise<string[]> {
  const runs = await readKnownRuns(db, selection);
  return statusLines(runs, {
    ...selection,
    counts: await countRuns(db, selection),
    late: await readLate(db, selection.symbol),
    hasWorker: await hasLiveWorker(db),
    paused: await pausedSymbols(db, selection.symbol),
  });
}

async function readAll(db: Pool, selection: RunSelection) {
  return {
    runs: await readKnownRuns(db, selection),
    late: await readLate(db, selection.symbol),
    paused: await pausedSymbols(db, selection.symbol),
  };
}

/** @throws UserError for a symbol that no instrument has: an empty answer would look as if it had no run */
async function readKnownRuns(db: Pool, selection: RunSelection) {
  const runs = await readRuns(db, selection);
  if (runs.length === 0 && selection.symbol !== undefined && !(await instrumentExists(db, selection.symbol))) {
    const near = await similarSymbols(db, selection.symbol);
    const hint = near.length > 0 ? `: did you mean ${near.join(', ')}?` : '';
    throw new UserError(`no instrument has the symbol "${selection.symbol}"${hint}`);
  }
  return runs;
}

function positive(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a positive whole number.');
  return Number(text);
}
