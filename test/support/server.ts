import { chmod, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrate } from '../../src/db/migrate.ts';
import { createClient } from '../../src/db/pool.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/postgres/embedded.ts';
import { databaseUrl, SCHEMA, TEMPLATE } from './template.ts';

/** A temporary folder that the server may enter when root runs the tests: mkdtemp makes it for its owner alone. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pgaugur-test-'));
  await chmod(folder, 0o755);
  return folder;
}

/**
 * Several files share the server, each with workers of its own, and a worker may open some twenty connections: Postgres'
 * own limit of 100 is reached when the hungriest meet.
 */
const CONNECTIONS_FOR_ALL = 400;

/**
 * A server with a migrated template database: tests clone it, which takes a fraction of a migration.
 * @param settings such as "shared_buffers = '4GB'", set before it starts
 */
export async function startTestServer(folder: string, settings: readonly string[] = []): Promise<EmbeddedPostgres> {
  await configure(folder, settings);
  const server = await startEmbeddedPostgres(folder);
  try {
    await migrate(databaseUrl(server.url, TEMPLATE), SCHEMA);
    await judgeQuickly(databaseUrl(server.url, TEMPLATE));
    return server;
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Of what a ROC-AUC is worth few tests speak, and 200 surrogates cost each training as much as all else it does. */
async function judgeQuickly(template: string): Promise<void> {
  const client = createClient({ databaseUrl: template, schema: SCHEMA });
  await client.connect();
  await client.query('update ml_pipeline_defaults set surrogates = 20');
  await client.end();
}

/** A first start, for what Postgres reads only when it starts. */
async function configure(folder: string, settings: readonly string[]): Promise<void> {
  const server = await startEmbeddedPostgres(folder);
  try {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await forgetfully(client);
    for (const setting of [`max_connections = ${CONNECTIONS_FOR_ALL}`, ...settings]) {
      await client.query(`alter system set ${setting}`);
    }
    await client.query(`create database ${TEMPLATE}`);
    await client.end();
  } finally {
    await server.stop();
  }
}

/** What a test has written need not outlive the machine. */
export async function forgetfully(superuser: pg.Client): Promise<void> {
  for (const setting of ['fsync = off', 'full_page_writes = off', 'synchronous_commit = off', "max_wal_size = '4GB'"]) {
    await superuser.query(`alter system set ${setting}`);
  }
  await superuser.query('select pg_reload_conf()');
}

/** Of a server that is to crash: it must not forget what was committed, as it may where tests are only to be fast. */
export async function rememberCommits(serverUrl: string): Promise<void> {
  const admin = new pg.Client({ connectionString: serverUrl });
  await admin.connect();
  await admin.query('alter system set synchronous_commit = on');
  await admin.query('select pg_reload_conf()');
  await admin.end();
}
