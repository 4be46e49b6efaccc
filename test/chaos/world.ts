import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { startEmbeddedPostgres } from '../../src/postgres/embedded.ts';
import type { Installation } from '../support/database.ts';
import { rememberCommits, startTestServer, temporaryFolder } from '../support/server.ts';
import { databaseUrl, SCHEMA, TEMPLATE } from '../support/template.ts';

/** A server of its own, which may be stopped at any time, with an installation. */
export type World = Installation & {
  /** As the owner. */
  readonly db: Pool;
  /** Stops the server as if its machine had lost its power, and starts it again where it was. */
  stopServerAtOnce(): Promise<void>;
  close(): Promise<void>;
};

/** How long a server that was stopped is away. */
const AWAY_MILLISECONDS = 1500;

export async function createWorld(): Promise<World> {
  const folder = await temporaryFolder();
  let server = await startTestServer(folder);
  await rememberCommits(server.url);
  const url = databaseUrl(server.url, TEMPLATE);
  const db = createPool({ databaseUrl: url, schema: SCHEMA });
  return {
    url,
    schema: SCHEMA,
    db,
    async stopServerAtOnce() {
      process.kill(server.processId, 'SIGQUIT'); // immediate shutdown: recovery follows
      await server.stop();
      await sleep(AWAY_MILLISECONDS);
      server = await startEmbeddedPostgres(folder, server.port);
    },
    async close() {
      await db.end();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
