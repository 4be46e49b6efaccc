import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import type pg from 'pg';
import { createClient, createPool, type Pool, type PoolOptions, type Role } from '../../src/db/pool.ts';
import { type Installation, nameTestDatabase, testServer } from './database.ts';

const server = await testServer();

export type OwnDatabase = Installation & {
  /** A connection into the schema, open while the tests run. */
  client(role?: Role): pg.Client;
  /** One more of them, opened in the middle of a test. */
  connect(options?: Pick<Partial<PoolOptions>, 'role' | 'schema'>): Promise<pg.Client>;
  pool(options?: Pick<PoolOptions, 'role' | 'max'>): Pool;
  /** What has to end before the database can go, the last said first. */
  beforeDrop(end: () => Promise<unknown>): void;
};

/** A database of its own for the tests of the suite that calls this: there before the first, gone after the last. */
export function ownDatabase({ empty = false } = {}): OwnDatabase {
  const { url, schema, create, drop } = nameTestDatabase(server, { empty });
  const ends: (() => Promise<unknown>)[] = [drop];
  before((context) => {
    // Outside of suites node:test starts all hooks at once: what waits for this one would not.
    assert.notEqual(context.name, '<root>', 'ownDatabase() belongs in a suite: describe(…)');
    return create();
  });
  after(async () => {
    for (const end of ends.toReversed()) await end();
  });
  return {
    url,
    schema,
    client(role) {
      const client = createClient({ databaseUrl: url, schema, role });
      before(async () => {
        await client.connect();
      });
      ends.push(() => client.end());
      return client;
    },
    async connect(options) {
      const client = createClient({ databaseUrl: url, schema, ...options });
      ends.push(() => client.end());
      await client.connect();
      return client;
    },
    pool(options) {
      const pool = createPool({ databaseUrl: url, schema, ...options });
      ends.push(() => pool.end());
      return pool;
    },
    beforeDrop: (end) => void ends.push(end),
  };
}
