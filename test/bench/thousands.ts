import { rm } from 'node:fs/promises';
import type pg from 'pg';
import { createClient } from '../../src/db/pool.ts';
import { nameTestDatabase, type TestDatabase } from '../support/database.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';
import { fillLargeDatabase } from './large_database.ts';
import { SHARED_BUFFERS_OF_THOUSANDS } from './readings.ts';

export type Say = (text: string) => void;
/** One that may all, and a reader. */
export type Clients = { readonly owner: pg.Client; readonly reader: pg.Client };
/** A database, and how its numbers are found. */
type Work<Found> = (clients: Clients, instruments: number, database: Database) => Promise<Found>;
type Database = Pick<TestDatabase, 'url' | 'schema'>;

/** Works on a database of each number of instruments in turn, on a server that has memory for what they are read for. */
export async function ofThousands<Found>(
  numbers: readonly number[],
  seed: number,
  say: Say,
  work: Work<Found>,
): Promise<Found[]> {
  const found: Found[] = [];
  await withServer(async (server) => {
    for (const instruments of numbers) {
      const { create, drop, ...database } = nameTestDatabase(server);
      await create();
      await withClients(database, async (clients) => {
        await fillLargeDatabase(clients.owner, seed, say, instruments);
        found.push(await work(clients, instruments, database));
      });
      await drop();
    }
  });
  return found;
}

async function withServer(work: (url: string) => Promise<void>): Promise<void> {
  const folder = await temporaryFolder();
  const server = await startTestServer(folder, [`shared_buffers = '${SHARED_BUFFERS_OF_THOUSANDS}'`]);
  try {
    await work(server.url);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

export async function withClients<Result>(
  { url, schema }: Database,
  work: (clients: Clients) => Promise<Result>,
): Promise<Result> {
  const owner = createClient({ databaseUrl: url, schema });
  const reader = createClient({ databaseUrl: url, schema, role: 'pgaugur_reader' });
  await Promise.all([owner.connect(), reader.connect()]);
  try {
    return await work({ owner, reader });
  } finally {
    await Promise.all([owner.end(), reader.end()]);
  }
}
