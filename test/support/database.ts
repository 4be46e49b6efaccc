import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import pg from 'pg';
import { databaseUrl, SCHEMA, startTestServer, TEMPLATE, temporaryFolder } from './server.ts';

export type TestDatabase = {
  readonly url: string;
  readonly schema: string;
  drop(): Promise<void>;
};

/** A database of its own for a test: a clone of the migrated template, or an empty one. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const server = await serverUrl();
  const name = `test_${randomBytes(6).toString('hex')}`;
  await administer(server, `create database ${name} template ${empty ? 'template0' : TEMPLATE}`);
  return {
    url: databaseUrl(server, name),
    schema: SCHEMA,
    drop: () => administer(server, `drop database ${name} with (force)`),
  };
}

let own: Promise<string> | undefined;

/** The server that `npm test` started; a test file that runs by itself starts one of its own. */
function serverUrl(): Promise<string> {
  const shared = process.env.PGAUGUR_TEST_SERVER;
  if (shared) return Promise.resolve(shared);
  own ??= (async () => {
    const folder = await temporaryFolder();
    const server = await startTestServer(folder);
    process.once('exit', () => {
      process.kill(server.processId, 'SIGINT');
      rmSync(folder, { recursive: true, force: true });
    });
    return server.url;
  })();
  return own;
}

async function administer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
