import { Command } from 'commander';
import { type Named, pause, resume } from '../../db/operations.ts';
import { actOnEach } from '../acting/each.ts';
import { type ActingOptions, named, withActing } from '../acting/options.ts';
import { reportEach, runLine } from '../acting/report.ts';
import { withDatabase } from '../host/with_database.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';

export function pauseCommand(): Command {
  const command = withActing(
    new Command('pause')
      .description('New prices of these instruments start no run until they are resumed')
      .argument('<symbol...>'),
  ).action((symbols: string[], options: ActingOptions) =>
    withDatabase(settingsOf(command), async (db) =>
      reportEach(await actOnEach(db, named(symbols, options), pause), {
        json: options.json,
        line: ({ symbol, openRun }) =>
          `${symbol}  is paused${openRun === null ? '' : `; run ${openRun} goes on: pgaugur cancel ${openRun} stops it`}`,
      }),
    ),
  );
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}

export function resumeCommand(): Command {
  const command = withActing(
    new Command('resume')
      .description('End the pause of these instruments, with a run that takes up what came meanwhile')
      .argument('<symbol...>'),
  ).action((symbols: string[], options: ActingOptions) =>
    withDatabase(settingsOf(command), async (db) =>
      reportEach(
        await actOnEach(db, named(symbols, options), async (client, item: Named) => ({
          symbol: item.symbol,
          run: (await resume(client, item)) ?? null,
        })),
        {
          json: options.json,
          line: ({ symbol, run }) => (run ? runLine(run) : `${symbol}  is resumed, and has nothing to run`),
        },
      ),
    ),
  );
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}
