import { Command } from 'commander';
import { counted } from '../../text.ts';
import { databaseUrl, explainConnectionError, FOR_THE_OWNER } from '../host/database.ts';
import { type PartitionsFlag, partitionsOption } from '../host/partitions_option.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';
import { eachTenth } from './each_tenth.ts';

type Options = PartitionsFlag & { readonly prices?: boolean; readonly json?: boolean };

export function partitionCommand(): Command {
  const command = new Command('partition')
    .description('Divide the large tables of a database by instrument, or make them plain again')
    .addOption(partitionsOption('into how many partitions; 1 is a plain table').makeOptionMandatory())
    .option('--prices', 'the price tables, too; without it features and ml_predictions')
    .option('--json', 'print one JSON object')
    .action(async () => {
      const settings = settingsOf(command);
      const { partitions = 1, prices, json } = command.opts<Options>();
      const { partitionTables } = await import('../../db/partitions/partition.ts');
      try {
        const report = await partitionTables(await databaseUrl(settings), settings.schema, {
          partitions,
          prices,
          lockWaitSeconds: settings.lockWait,
          progress: eachTenth((line) => console.error(line)),
        });
        if (json) {
          console.log(JSON.stringify({ tables: report }));
          return;
        }
        for (const { table, before, now } of report) {
          const is = now === 1 ? 'plain' : `in ${counted(now, 'partition')}`;
          console.log(before === now ? `${table} is ${is} already` : `${table} is ${is}`);
        }
      } catch (error) {
        throw explainConnectionError(error, settings, { rights: FOR_THE_OWNER });
      }
    });
  return withSettings(command, 'databaseUrl', 'schema', 'directory', 'lockWait');
}
