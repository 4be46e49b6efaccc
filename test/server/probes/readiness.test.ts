import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { createPool } from '../../../src/db/pool.ts';
import { IMPATIENT, readiness } from '../../../src/server/probes/readiness.ts';
import { until } from '../../support/until.ts';

test('a database that takes connections and says nothing makes a process unready, each time within seconds', async () => {
  const sockets = new Set<Socket>();
  const mute = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
  await once(mute, 'listening');
  const address = mute.address();
  assert.ok(typeof address === 'object' && address);
  const databaseUrl = `postgres://user:secret@127.0.0.1:${address.port}/market`;
  const db = createPool({ databaseUrl, schema: 'stock_data', max: 1 }, IMPATIENT);
  try {
    for (let i = 0; i < 2; i++) {
      const started = performance.now();
      assert.deepEqual(await readiness(db, '0001-00000000'), {
        ready: false,
        database: 'no answer',
        reason: 'the database does not answer',
      });
      assert.ok(performance.now() - started < 10_000);
    }
    await until(async () => db.totalCount === 0, 'the connections that hang to be thrown away', 20);
  } finally {
    for (const socket of sockets) socket.destroy();
    mute.close();
    await db.end();
  }
});
