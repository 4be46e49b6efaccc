import { Command } from 'commander';
import { databaseUrl, explainConnectionError, FOR_THE_OWNER } from '../host/database.ts';
import { type PartitionsFlag, partitionsOption } from '../host/partitions_option.ts';
import { roundingLines } from '../host/rounding.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';

export function migrateCommand(): Command {
  const command = new Command('migrate')
    .description('Set up a schema or bring it to this version; a schema with market tables is adopted')
    .addOption(
      partitionsOption('into how many partitions a new installation divides its large tables, default 1: plain ones'),
    )
    .option('--json', 'print one JSON object')
    .action(async () => {
      const settings = settingsOf(command);
      const { partitions, json } = command.opts<PartitionsFlag & { json?: boolean }>();
      const { migrate } = await import('../../db/migrate.ts');
      try {
        const report = await migrate(await databaseUrl(settings), settings.schema, {
          lockWaitSeconds: settings.lockWait,
          partitions,
        });
        if (json) {
          console.log(JSON.stringify(report));
          return;
        }
        for (const column of report.adopted) console.log(`added ${column} to a table that was there`);
        for (const reason of report.unproved) console.log(`no insert was tried in ${reason}`);
        for (const name of report.applied) console.log(`applied ${name}`);
        if (report.logicApplied) console.log('applied functions, views and grants');
        for (const { table, partitions: there } of report.otherwisePartitioned) {
          console.log(
            `${table} stays ${there === 1 ? 'plain' : `in ${there} partitions`}: "pgaugur partition" converts what is there${table.endsWith('_prices') ? ', with --prices' : ''}`,
          );
        }
        for (const { table, column, type } of report.widened) {
          console.log(`widened ${table}.${column} from ${type} to numeric, which keeps every digit`);
        }
        for (const line of roundingLines(report.narrowColumns)) console.log(line);
        console.log(`schema ${report.schema} is at version ${report.version}`);
      } catch (error) {
        throw explainConnectionError(error, settings, { rights: FOR_THE_OWNER });
      }
    });
  return withSettings(command, 'databaseUrl', 'schema', 'directory', 'lockWait');
}
