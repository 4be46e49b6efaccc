import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import pg from 'pg';
import { databaseUrl, SCHEMA, TEMPLATE } from './template.ts';

/** Where an installation of pgaugur is found. */
export type Installation = { readonly url: string; readonly schema: string };

export type TestDatabase = Installation & {
  drop(): Promise<void>;
};

/** A database of its own: a clone of the migrated template, or an empty one. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const { create, ...database } = nameTestDatabase(await testServer(), { empty });
  await create();
  return database;
}

/** One that is yet to be created. */
export function nameTestDatabase(server: string, { empty = false } = {}): TestDatabase & { create(): Promise<void> } {
  const name = `test_${randomBytes(6).toString('hex')}`;
  return {
    url: databaseUrl(server, name),
    schema: SCHEMA,
    create: () =>
      administer(server, `create database ${name} template ${empty ? 'template0' : TEMPLATE} strategy file_copy`),
    drop: () => administer(server, `drop database ${name} with (force)`),
  };
}

let own: Promise<string> | undefined;

/** The URL of the server that `npm test` started; a test file that runs by itself starts one of its own. */
export function testServer(): Promise<string> {
  const shared = process.env.PGAUGUR_TEST_SERVER;
  if (shared) return Promise.resolve(shared);
  own ??= startOwnServer();
  return own;
}

async function startOwnServer(): Promise<string> {
  // Loaded when needed: it knows how to migrate, and so half of the program.
  const { startTestServer, temporaryFolder } = await import('./server.ts');
  const folder = await temporaryFolder();
  const server = await startTestServer(folder);
  process.once('exit', () => {
    process.kill(server.processId, 'SIGINT');
    rmSync(folder, { recursive: true, force: true });
  });
  return server.url;
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
