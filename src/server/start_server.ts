import './graphile_mode.ts';

import { postgraphile } from 'postgraphile';
import { grafserv } from 'postgraphile/grafserv/node';
import { assertSchemaVersion } from '../db/schema_version.ts';
import { type ApiSettings, parseApiSettings } from '../env/api_settings.ts';
import { createLog, type Logger } from '../env/log.ts';
import { startTogether } from '../lifetime.ts';
import { readDeclarations } from './declarations.ts';
import { TOO_LONG_TO_PLAN } from './errors.ts';
import { makeHttpServer } from './http_server.ts';
import { IDE_PATH } from './ide.ts';
import { makeIdentify } from './identity/identify.ts';
import { refuseToBeOpenToAll } from './identity/open_to_all.ts';
import { createLargeLane } from './large/lane.ts';
import { limits } from './limits.ts';
import { baseUrl, listen } from './listen.ts';
import { createChanges } from './live/changes.ts';
import { servePage } from './page/serve_page.ts';
import { makePreset } from './preset.ts';
import { databaseProbes } from './probes/database_probes.ts';
import { createReadersPool } from './readers_pool.ts';
import { documentListPlugin, readDocumentList } from './requests/document_list.ts';
import { executionPlugin } from './requests/execution.ts';
import { limitPlanning } from './requests/planning_time.ts';
import { createStraightAnswers } from './requests/straight_answers.ts';
import { isStandby } from './standby.ts';
import { createHeldAnswers } from './statements/held.ts';
import { statementsPlugin } from './statements/plugin.ts';
import { quickFirst } from './statements/quick_first.ts';

export type ServerOptions = {
  readonly databaseUrl: string;
  readonly schema: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** The address to listen on, the loopback address unless stated. */
  readonly host?: string;
  /** Names under which it may be asked, and whose pages may ask it, beside localhost and addresses. */
  readonly allowedHosts?: readonly string[];
  /** Who may ask it, and what. */
  readonly access?: ApiSettings;
  /** Where errors go that clients may not see. */
  readonly log?: Logger;
};

export type RunningServer = {
  /** The GraphQL endpoint, for POST requests and websockets. */
  readonly url: string;
  readonly ideUrl: string;
  /** The page to look at. */
  readonly pageUrl: string;
  readonly port: number;
  /** Whether it reads from a standby: nothing can be written through it, and what it shows follows the primary. */
  readonly standby: boolean;
  /** Lets requests in flight finish, then closes every connection, to clients and to the database. */
  close(): Promise<void>;
};

/**
 * Serves the GraphQL API of one installation at `/graphql`, its IDE at `/graphiql`, the page at `/`, and `/healthz`, `/readyz` and `/metrics`.
 * @throws PortTakenError
 * @throws OpenToAllError when others could reach it and nothing says who they are
 * @throws SchemaVersionError when the schema is not set up for pgaugur
 */
export async function startServer({
  databaseUrl,
  schema,
  port,
  host = '127.0.0.1',
  allowedHosts = [],
  access = parseApiSettings({}, {}),
  log = createLog('warn'),
}: ServerOptions): Promise<RunningServer> {
  refuseToBeOpenToAll(host, access);
  const documents = access.documents === undefined ? undefined : await readDocumentList(access.documents);
  const { stop, ...server } = await startTogether(
    async (onStop) => {
      const makePool = (max: number, statementMilliseconds: number) => {
        const answerBytes = limits.smallAnswerBytes;
        const made = createReadersPool({ databaseUrl, schema, max, statementMilliseconds, answerBytes });
        onStop(() => made.end());
        // A connection that breaks fails the request that uses it, and is replaced; unheard, it would end the process.
        made.on('connect', (client) => {
          client.on('error', (error) => log.warn({ err: error }, 'a connection to the database broke'));
        });
        return made;
      };
      const quick = makePool(limits.connections, limits.quickMilliseconds);
      // What is read before there are requests may take its time, too.
      const pool = makePool(limits.patientConnections, limits.statementMilliseconds);
      await assertSchemaVersion(pool, schema);
      const standby = await isStandby(pool);
      const declarations = await readDeclarations(pool, schema);
      const large = createLargeLane({ databaseUrl, schema, log });
      onStop(large.close);
      const changes = createChanges({ databaseUrl, schema, log });
      onStop(changes.release);
      const planning = limitPlanning({ milliseconds: limits.planningMilliseconds }, TOO_LONG_TO_PLAN);
      const straight = createStraightAnswers({ log });
      const plugins = [
        ...straight.plugins,
        statementsPlugin(quickFirst({ quick, patient: pool })),
        executionPlugin({
          ...{ large, identify: makeIdentify(host, access, log), abandoned: planning.abandoned, straight },
          held: createHeldAnswers(),
        }),
        ...(documents ? [documentListPlugin(documents)] : []),
      ];
      const api = postgraphile({
        extends: [makePreset({ pool, schema, declarations, log, planning, changes })],
        plugins,
      });
      onStop(async () => api.release());
      await api.getSchema();
      const asked = await databaseProbes({ databaseUrl, schema, role: 'pgaugur_reader', withMetrics: true, log });
      onStop(asked.stop);
      const http = makeHttpServer(api.createServ(grafserv), asked.probes, servePage(log), {
        hosts: allowedHosts,
        origins: access.allowedOrigins,
      });
      onStop(http.close);
      const openPort = await listen(http.server, port, host);
      const base = baseUrl(host, openPort);
      return { url: `${base}/graphql`, ideUrl: `${base}${IDE_PATH}`, pageUrl: `${base}/`, port: openPort, standby };
    },
    (error) => log.warn({ error: String(error) }, 'a part of the server did not stop in order'),
  );
  return { ...server, close: stop };
}
