import { Command } from 'commander';
import { train, trainPool } from '../../db/operations.ts';
import { actOnEach } from '../acting/each.ts';
import { type ActingOptions, named, withActing } from '../acting/options.ts';
import { reportEach, runLine } from '../acting/report.ts';
import { withDatabase } from '../host/with_database.ts';
import { UserError } from '../terminal/errors.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';

export function trainCommand(): Command {
  const command = withActing(
    new Command('train')
      .description('Train the models of these instruments now, due or not')
      .argument('[symbol...]')
      .option('--pool <name>', 'the model of a pool instead'),
  ).action(async (symbols: string[], options: ActingOptions & { pool?: string }) => {
    const { pool, json } = options;
    if (symbols.length > 0 === (pool !== undefined)) throw new UserError('say what to train: either symbols or --pool');
    await withDatabase(settingsOf(command), async (db) =>
      reportEach(
        pool === undefined
          ? await actOnEach(db, named(symbols, options), train)
          : await actOnEach(db, [pool], trainPool),
        { json, line: runLine },
      ),
    );
  });
  return withSettings(command, 'databaseUrl', 'schema', 'directory');
}
