import { Command } from 'commander';
import { failedRuns, retryRun } from '../../db/run_grid.ts';
import { actOnEach } from '../acting/each.ts';
import { runIds } from '../acting/options.ts';
import { withDatabase } from '../host/with_database.ts';
import { UserError } from '../terminal/errors.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';

type Options = { failed?: boolean; json?: boolean };

export function retryCommand(): Command {
  const command = new Command('retry')
    .description('Continue failed or cancelled runs at the step where they stopped')
    .argument('[run-id...]', 'runs to continue, as pgaugur status shows them', runIds)
    .option('--failed', 'every failed run that is the newest of its instrument')
    .option('--json', 'print one JSON object')
    .action(async (ids: number[], { failed, json }: Options) => {
      const say = 'say which runs to retry: either their numbers or --failed';
      if (ids.length > 0 && failed) throw new UserError(`${say}, not both`);
      if (ids.length === 0 && !failed) throw new UserError(say);
      await withDatabase(settingsOf(command), async (db) => {
        const chosen = failed ? await failedRuns(db) : ids;
        const { done: retried, refused: others } = await actOnEach(db, chosen, retryRun);
        const refused = others.map(({ item: id, error }) => ({ id, error }));
        if (json) console.log(JSON.stringify({ retried, refused }));
        else if (chosen.length === 0) console.log('No instrument has a failed run as its newest.');
        else for (const run of retried) console.log(`run ${run.id}  ${run.symbol}  continues at ${run.step}`);
        for (const { error } of refused) console.error(`pgaugur: ${error}`);
        if (refused.length > 0) process.exitCode = 1;
      });
    });
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}
