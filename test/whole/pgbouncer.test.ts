import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { describe, test } from 'node:test';
import pg from 'pg';
import { createLog } from '../../src/env/log.ts';
import { startWorker } from '../../src/queues/worker.ts';
import { startServer } from '../../src/server/index.ts';
import { ownDatabase } from '../support/own_database.ts';
import { noPgbouncer, pgbouncer } from '../support/pgbouncer.ts';
import { temporaryFolder } from '../support/server.ts';

describe('behind PgBouncer in transaction mode', { skip: noPgbouncer ?? false }, () => {
  const database = ownDatabase();

  test('a worker and a server say so instead of starting; what loads prices goes through it', async (t) => {
    const folder = await temporaryFolder();
    t.after(() => rm(folder, { recursive: true, force: true }));
    const { url, close } = await pgbouncer(database.url, folder);
    t.after(close);
    const options = { databaseUrl: url, schema: database.schema, log: createLog('silent') };
    const refusal = {
      name: 'SessionError',
      message: /hands one server process to several clients.*PgBouncer: pool_mode = session/,
    };
    await assert.rejects(startWorker({ ...options, concurrency: 2 }), refusal);
    await assert.rejects(startServer({ ...options, port: 0 }), refusal);
    const loader = new pg.Client({ connectionString: url });
    await loader.connect();
    await loader.query(`insert into ${database.schema}.base_instruments (symbol, name) values ('AAA', 'A')`);
    await loader.end();
  });
});
