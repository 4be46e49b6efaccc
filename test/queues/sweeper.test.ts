import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pino } from 'pino';
import { createPool } from '../../src/db/pool.ts';
import { startSweeper } from '../../src/queues/sweeper.ts';
import { ownDatabase } from '../support/own_database.ts';
import { gate } from '../support/pooler.ts';

/** Ticks of the sweeper's clock while one look waits for the database. */
const TICKS = 20;

describe('the sweeper', () => {
  const database = ownDatabase();

  test('begins no look while one waits for a database that is away, and stops behind that one', async (t) => {
    const network = await gate(database.url);
    t.after(() => network.close());
    const db = createPool({ databaseUrl: network.url, schema: database.schema }, { connectionTimeoutMillis: 300 });
    t.after(() => db.end());
    const said: string[] = [];
    network.set('silent');
    t.mock.timers.enable({ apis: ['setInterval'] });
    const sweeper = startSweeper(db, pino({ base: null }, { write: (line: string) => void said.push(line) }));
    for (let tick = 0; tick < TICKS; tick++) t.mock.timers.tick(10_000);
    await sweeper.stop();
    assert.equal(said.length, 1, said.join(''));
    assert.match(said[0], /sweep failed/);
  });

  test('begins another where the last one has ended', async (t) => {
    const network = await gate(database.url);
    t.after(() => network.close());
    const db = createPool({ databaseUrl: network.url, schema: database.schema }, { connectionTimeoutMillis: 300 });
    t.after(() => db.end());
    const heard = Promise.withResolvers<void>();
    const said: string[] = [];
    network.set('silent');
    t.mock.timers.enable({ apis: ['setInterval'] });
    const log = pino(
      { base: null },
      {
        write(line: string) {
          said.push(line);
          if (said.length % 2 === 0) heard.resolve(); // both looks of a sweep
        },
      },
    );
    const sweeper = startSweeper(db, log);
    await heard.promise;
    await new Promise((turn) => setImmediate(turn));
    t.mock.timers.tick(10_000);
    await sweeper.stop();
    assert.equal(said.filter((line) => line.includes('sweep failed')).length, 2, said.join(''));
  });
});
