import { Command, InvalidArgumentError } from 'commander';
import pg from 'pg';
import { inTransaction, type Pool } from '../../db/pool.ts';
import { failedRuns, type RetriedRun, retryRun } from '../../db/run_grid.ts';
import { withDatabase } from '../host/with_database.ts';
import { UserError } from '../terminal/errors.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';

/** SQLSTATE read_only_sql_transaction. */
const READ_ONLY = '25006';

type Options = { failed?: boolean; json?: boolean };

type RefusedRetry = { readonly id: number; readonly error: string };

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
        const results = await retryEach(db, failed ? await failedRuns(db) : ids);
        const retried = results.filter((result) => 'step' in result);
        const refused = results.filter((result) => 'error' in result);
        if (json) console.log(JSON.stringify({ retried, refused }));
        else if (results.length === 0) console.log('No instrument has a failed run as its newest.');
        else for (const run of retried) console.log(`run ${run.id}  ${run.symbol}  continues at ${run.step}`);
        for (const { error } of refused) console.error(`pgaugur: ${error}`);
        if (refused.length > 0) process.exitCode = 1;
      });
    });
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}

/** Each in a transaction of its own: one that cannot be retried is no reason to leave the others. */
async function retryEach(db: Pool, ids: readonly number[]): Promise<(RetriedRun | RefusedRetry)[]> {
  const results: (RetriedRun | RefusedRetry)[] = [];
  for (const id of ids) {
    try {
      results.push(await inTransaction(db, (client) => retryRun(client, id)));
    } catch (error) {
      // Our functions say why they refuse in a sentence that names the run. On a standby nobody may write.
      if (!(error instanceof pg.DatabaseError) || error.code === READ_ONLY) throw error;
      results.push({ id, error: error.message });
    }
  }
  return results;
}

function runIds(text: string, before: number[] | undefined): number[] {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('A run id is a positive whole number.');
  return [...(before ?? []), Number(text)];
}
