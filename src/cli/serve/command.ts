import { Command } from 'commander';
import { limits } from '../../server/limits.ts';
import { databaseUrl, explainConnectionError } from '../host/database.ts';
import { endInTime } from '../host/grace.ts';
import { createOnlyLog } from '../host/log_lines.ts';
import { untilSignal } from '../host/until_signal.ts';
import { type WaitFlag, waitForDatabase, waitOption } from '../host/wait.ts';
import { apiSettingsOf, settingsOf, withApiSettings, withSettings } from '../terminal/options.ts';

const STANDBY =
  'Standby read-only: it answers queries, a moment behind its primary; writing is for a server on the primary';

const CONNECTIONS =
  limits.connections +
  limits.patientConnections +
  limits.largeConnections +
  limits.probeConnections +
  limits.listeningConnections;

export function serveCommand(): Command {
  const command = new Command('serve')
    .description('Serve the page, the GraphQL API and its IDE until Ctrl-C')
    .addOption(waitOption())
    .action(async () => {
      const settings = settingsOf(command);
      const log = createOnlyLog(settings.logLevel);
      const { startServer } = await import('../../server/index.ts');
      const asked = new AbortController();
      const stopped = untilSignal().then(() => {
        asked.abort();
        endInTime(log);
      });
      try {
        await waitForDatabase(settings, command.opts<WaitFlag>(), asked.signal);
        if (asked.signal.aborted) return;
        const server = await startServer({
          databaseUrl: await databaseUrl(settings),
          schema: settings.schema,
          port: settings.port,
          host: settings.host,
          allowedHosts: settings.allowedHosts,
          access: apiSettingsOf(command),
          log,
        });
        console.log(`Page    ${server.pageUrl}\nGraphQL ${server.url}\nIDE     ${server.ideUrl}`);
        if (server.standby) console.log(STANDBY);
        await stopped;
        await server.close();
      } catch (error) {
        throw explainConnectionError(error, settings, { connections: `The API opens up to ${CONNECTIONS}` });
      }
    });
  return withApiSettings(
    withSettings(command, 'databaseUrl', 'schema', 'directory', 'port', 'host', 'allowedHosts', 'logLevel'),
  );
}
