import { Command } from 'commander';
import { createLog } from '../../env/log.ts';
import { databaseUrl, explainConnectionError } from '../database.ts';
import { settingsOf, withSettings } from '../options.ts';
import { untilSignal } from '../signals.ts';

export function serveCommand(): Command {
  const command = new Command('serve')
    .description('Serve the GraphQL API and its IDE until Ctrl-C')
    .action(async () => {
      const settings = settingsOf(command);
      const { startServer } = await import('../../server/index.ts');
      try {
        const server = await startServer({
          databaseUrl: await databaseUrl(settings),
          schema: settings.schema,
          port: settings.port,
          log: createLog(settings.logLevel),
        });
        console.log(`GraphQL ${server.url}\nIDE     ${server.ideUrl}`);
        await untilSignal();
        await server.close();
      } catch (error) {
        throw explainConnectionError(error, settings);
      }
    });
  return withSettings(command, 'databaseUrl', 'schema', 'directory', 'port', 'logLevel');
}
