import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { copyOut } from '../../src/db/copy_out.ts';
import { writeFeatures } from '../../src/db/features.ts';
import { createPool, inTransaction, type Pool } from '../../src/db/pool.ts';
import { createMatrix } from '../../src/matrix.ts';
import { addInstrument } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { gate } from '../support/pooler.ts';
import { rows, value } from '../support/rows.ts';
import { until } from '../support/until.ts';

/** What a step may be doing when the connection goes. */
const WORK: Readonly<Record<string, (pool: Pool, instrument: number) => Promise<unknown>>> = {
  'a query': (pool) => pool.query('select pg_sleep(60)'),
  'a COPY out that waits': (pool) => copyOut(pool, 'select pg_sleep(60)::text'),
  'a COPY out that flows': (pool) =>
    copyOut(pool, "select repeat('x', 1000), pg_sleep(0.001) from generate_series(1, 60000)"),
  'a write that waits for a lock': (pool, instrument) => inTransaction(pool, (client) => write(client, instrument, 3)),
  'a COPY in that flows': (pool, instrument) => inTransaction(pool, (client) => write(client, instrument, 5000)),
};

const write = (client: Parameters<typeof writeFeatures>[0], instrument: number, sessions: number) =>
  writeFeatures(client, instrument, 1, {
    dates: Array.from({ length: sessions }, (_, i) => new Date(86_400_000 * i).toISOString().slice(0, 10)),
    hashes: Array.from({ length: sessions }, () => new Uint8Array(32)),
    features: createMatrix(sessions, 190, 0),
    completeness: new Float64Array(sessions),
    quality: new Float64Array(sessions),
  });

describe('a connection that is lost', () => {
  const database = ownDatabase();
  const db = database.client();
  const blocker = database.client();
  before(async () => {
    await db.query(
      `create function takes_long() returns trigger language plpgsql as $$ begin perform pg_sleep(0.01); return new; end $$;
       create trigger takes_long before insert on features for each row execute function takes_long()`,
    );
  });

  const busy = `
    select from pg_stat_activity
    where pid = $1 and state = 'active' and (wait_event_type is not distinct from 'Lock') = $2 and query !~ 'pg_backend_pid'`;
  for (const [name, work] of Object.entries(WORK)) {
    for (const how of ['by the network', 'by the server'] as const) {
      test(`${how} fails ${name}, and the pool goes on`, async (t) => {
        // Of its own: the server hears late of a lost client whose rows it has still to read, and holds them until then.
        const instrument = await addInstrument(db, `${name}, ${how}`);
        const network = await gate(database.url);
        t.after(() => network.close());
        const pool = createPool({ databaseUrl: network.url, schema: database.schema, max: 1 });
        const locked = name.includes('lock');
        if (locked) await blocker.query('begin; lock table features in access exclusive mode');
        const pid = await value<number>(pool, 'select pg_backend_pid()');
        let failure: unknown;
        const failing = work(pool, instrument).catch((error: unknown) => {
          failure = error;
        });
        const works = async () => {
          if (failure !== undefined) throw failure;
          return (await rows(db, busy, [pid, locked])).length === 1;
        };
        await until(works, 'it to work', 20);
        if (how === 'by the network') network.cut();
        else await db.query('select pg_terminate_backend($1)', [pid]);
        await until(async () => failure !== undefined, 'it to fail', 20);
        await failing;
        if (locked) await blocker.query('rollback');
        assert.ok(failure instanceof Error);
        assert.equal((await pool.query('select 1 as one')).rows[0].one, 1);
        let ended = false;
        pool.end().then(() => {
          ended = true;
        });
        await until(async () => ended, 'the pool to end', 20);
      });
    }
  }
});
