import { Command } from 'commander';
import { cancelRun, openRuns } from '../../db/operations.ts';
import { actOnEach } from '../acting/each.ts';
import { runIds } from '../acting/options.ts';
import { reportEach } from '../acting/report.ts';
import { withDatabase } from '../host/with_database.ts';
import { UserError } from '../terminal/errors.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';

type Options = { symbol?: string; exchange?: string; reason?: string; json?: boolean };

export function cancelCommand(): Command {
  const command = new Command('cancel')
    .description('Stop open runs where they stand; pgaugur retry continues them')
    .argument('[run-id...]', 'runs to stop, as pgaugur runs shows them', runIds)
    .option('--symbol <symbol>', 'the open run of this instrument')
    .option('--exchange <mic>', 'its exchange, where several list the symbol')
    .option('--reason <text>', 'what the run says of its end')
    .option('--json', 'print one JSON object')
    .action(async (ids: number[], { symbol, exchange, reason, json }: Options) => {
      if (ids.length > 0 === (symbol !== undefined)) {
        throw new UserError('say which runs to cancel: either their numbers or --symbol');
      }
      await withDatabase(settingsOf(command), async (db) => {
        const chosen = symbol === undefined ? ids : await openRuns(db, { symbol, exchange });
        if (chosen.length === 0) throw new UserError(`${symbol} has no open run`);
        reportEach(await actOnEach(db, chosen, (client, id) => cancelRun(client, id, reason)), {
          json,
          line: (run) => `${run.symbol}  run ${run.id} (${run.kind}) is ${run.status}`,
        });
      });
    });
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}
