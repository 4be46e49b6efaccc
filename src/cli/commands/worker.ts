import { Command } from 'commander';
import { createLog } from '../../env/log.ts';
import { databaseUrl, explainConnectionError } from '../database.ts';
import { settingsOf, withSettings } from '../options.ts';
import { untilSignal } from '../signals.ts';

export function workerCommand(): Command {
  const command = new Command('worker')
    .description('Execute pipeline steps until Ctrl-C; run as many as you like, on as many hosts')
    .option('--only <steps>', 'comma-separated steps to execute; "training" for a host that only trains')
    .action(async () => {
      const settings = settingsOf(command);
      const { startWorker } = await import('../../worker/worker.ts');
      const only = command.opts<{ only?: string }>().only;
      const log = createLog(settings.logLevel);
      try {
        const worker = await startWorker({
          databaseUrl: await databaseUrl(settings),
          schema: settings.schema,
          concurrency: settings.concurrency,
          only: only?.split(',').map((name) => name.trim()),
          log,
        });
        console.log(
          `worker ready: schema ${settings.schema}, ${settings.concurrency} at a time${only ? `, only ${only}` : ''}`,
        );
        await untilSignal();
        await worker.stop();
      } catch (error) {
        throw explainConnectionError(error, settings);
      }
    });
  return withSettings(command, 'databaseUrl', 'schema', 'directory', 'concurrency', 'logLevel');
}
