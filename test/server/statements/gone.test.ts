import '../../../src/server/graphile_mode.ts';

import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { before, describe, test } from 'node:test';
import { pino } from 'pino';
import { type RunningServer, startServer } from '../../../src/server/index.ts';
import { createAWhile } from '../../support/a_while.ts';
import { post } from '../../support/graphql.ts';
import { ownDatabase } from '../../support/own_database.ts';
import { value } from '../../support/rows.ts';
import { until } from '../../support/until.ts';

/** Far less than a statement sleeps, and enough for a busy machine. */
const SOON_SECONDS = 5;
const SLEEP_SECONDS = 9;

describe('what somebody asked who has left', () => {
  const database = ownDatabase();
  const pool = database.pool();
  let server: RunningServer;
  const logged: string[] = [];

  before(async () => {
    await createAWhile(pool);
    await pool.query(`
      create function late_rows(seconds float8) returns setof text language sql stable rows 2000 as $$
        select 'late' from pg_sleep(seconds) $$;
      revoke execute on function late_rows(float8) from public;
      grant execute on function late_rows(float8) to pgaugur_reader`);
    const log = pino(
      { level: 'warn' },
      new Writable({
        write(line, _encoding, done) {
          logged.push(String(line));
          done();
        },
      }),
    );
    server = await startServer({ databaseUrl: database.url, schema: database.schema, port: 0, log });
  });
  database.beforeDrop(() => server.close());

  const asleep = () =>
    value<number>(
      pool,
      "select count(*)::int from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
    );
  const leaves = async (queries: readonly string[], statements: number) => {
    const leaving = new AbortController();
    const asked = queries.map((query) =>
      fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query }),
        signal: leaving.signal,
      }),
    );
    await until(async () => (await asleep()) >= statements, 'statements to be executed');
    leaving.abort();
    for (const one of await Promise.allSettled(asked)) assert.equal(one.status, 'rejected');
    await until(async () => (await asleep()) === 0, 'the statements to end', SOON_SECONDS);
  };
  const times = (count: number, query: (i: number) => string) => Array.from({ length: count }, (_, i) => query(i));

  test('ends soon, also what had yet to be executed', async () => {
    await leaves(
      times(12, (i) => `{ a${i}: aWhile(seconds: ${SLEEP_SECONDS}) b${i}: aWhile(seconds: ${SLEEP_SECONDS}) }`),
      4,
    );
    const { data } = await post(server.url, '{ aWhile(seconds: 1) }');
    assert.deepEqual(data, { aWhile: 1 });
  });

  test('ends soon in the lane of large requests', async () => {
    await leaves(
      times(6, (i) => `{ a${i}: lateRows(seconds: ${SLEEP_SECONDS}, first: 2000) { nodes } }`),
      3,
    );
    const { data } = await post(server.url, '{ lateRows(seconds: 0, first: 2000) { nodes } }');
    assert.deepEqual(data, { lateRows: { nodes: ['late'] } });
  });

  test('is not in the log as what went wrong', () => assert.deepEqual(logged, []));
});
