import { Command } from 'commander';
import { createLog } from '../../env/log.ts';
import { databaseUrl, explainConnectionError } from '../host/database.ts';
import { untilSignal } from '../host/signals.ts';
import { settingsOf, withSettings } from '../terminal/options.ts';

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
