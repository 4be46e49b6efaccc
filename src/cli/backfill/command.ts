import { Command } from 'commander';
import { backfill, type OperatedRun } from '../../db/operations.ts';
import { actOnEach } from '../acting/each.ts';
import { type ActingOptions, isoDate, named, withActing } from '../acting/options.ts';
import { reportEach, runLine } from '../acting/report.ts';
import { withDatabase } from '../host/with_database.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';

export function backfillCommand(): Command {
  const command = withActing(
    new Command('backfill')
      .description('Predict past sessions by the serving model; such predictions are part of no track record')
      .argument('<symbol...>')
      .requiredOption('--from <date>', 'first session', isoDate)
      .requiredOption('--to <date>', 'last session', isoDate),
  ).action((symbols: string[], options: ActingOptions & { from: string; to: string }) =>
    withDatabase(settingsOf(command), async (db) =>
      reportEach(
        await actOnEach(db, named(symbols, options), (client, item) =>
          backfill(client, item, options.from, options.to),
        ),
        { json: options.json, line: backfillLine },
      ),
    ),
  );
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}

/** A run that is open for something else does not look like an answer: what was asked for is written down, and it sees. */
const backfillLine = (run: OperatedRun): string =>
  run.kind === 'prediction' && run.status === 'queued'
    ? runLine(run)
    : `${runLine(run)}: these sessions are predicted at its end, or by the run behind it`;
