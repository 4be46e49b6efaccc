import '../../src/server/graphile_mode.ts';

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { createPool } from '../../src/db/pool.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { startLargeThread } from '../../src/server/large/supervised_thread.ts';
import { limits } from '../../src/server/limits.ts';
import { IMPATIENT, readiness } from '../../src/server/probes/readiness.ts';
import { createAWhile } from '../support/a_while.ts';
import { ask } from '../support/graphql.ts';
import { createLimitedLogin, type LimitedLogin } from '../support/login.ts';
import { ownDatabase } from '../support/own_database.ts';
import { value } from '../support/rows.ts';
import { until } from '../support/until.ts';

/** What docs/scaling.md says that a server opens. */
const BOUND =
  limits.connections +
  limits.patientConnections +
  limits.largeConnections +
  limits.probeConnections +
  limits.listeningConnections;

/** Less than a statement may take, and many times what Postgres takes to notice that nobody waits for it any more. */
const LONG_SECONDS = 8;

describe('connections of a server', { timeout: 120_000 }, () => {
  const database = ownDatabase();
  const pool = database.pool();
  const log = pino({ level: 'silent' });
  let login: LimitedLogin;
  /** Of what is started beside the server. */
  let other: LimitedLogin;
  let server: RunningServer;

  before(async () => {
    await createAWhile(pool);
    await pool.query(`
      create function soon() returns boolean language sql stable as $$ select true from pg_sleep(0.3) $$;
      create function late_rows(seconds float8) returns setof text language sql stable rows 2000 as $$
        select 'late' from pg_sleep(seconds) $$;
      revoke execute on function soon(), late_rows(float8) from public;
      grant execute on function soon(), late_rows(float8) to pgaugur_reader`);
    login = await createLimitedLogin(pool, database);
    other = await createLimitedLogin(pool, database);
    server = await startServer({ databaseUrl: login.url, schema: database.schema, port: 0, log });
  });
  database.beforeDrop(async () => {
    await server.close();
    for (const one of [login, other]) {
      await one.gone();
      await one.drop();
    }
  });
  const sleepers = ({ name }: LimitedLogin) =>
    value(
      pool,
      "select count(*)::int from pg_stat_activity where usename = $1 and state = 'active' and wait_event = 'PgSleep'",
      [name],
    );

  /** Asked for at the same time; some are refused, where too many wait. */
  const many = (count: number, query: (i: number) => string) =>
    Promise.allSettled(Array.from({ length: count }, (_, i) => ask(server.url, query(i))));
  const large = (seconds: number) => (i: number) => `{ a${i}: lateRows(seconds: ${seconds}, first: 2000) { nodes } }`;

  test('are as many as it says and no more, when everything that opens one is asked for at once', async () => {
    const client = createClient({ url: server.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const probe = async (path: string) => assert.ok((await fetch(new URL(path, server.pageUrl))).ok, path);
    const told = client.iterate({ query: 'subscription { runs { readAgain } }' });
    await told.next();
    let asking = true;
    const counts: number[] = [];
    const count = async () => {
      while (asking) {
        counts.push(await login.connections());
        await sleep(10);
      }
    };
    const counted = count();
    try {
      const quick = () => ask(server.url, '{ soon }');
      await quick();
      // The thread of large requests starts with the first one, which may take longer than slow ones here do.
      await ask(server.url, large(0)(0));
      const slow = Promise.all([
        many(limits.largeConnections + 1, large(LONG_SECONDS)),
        many(limits.patientConnections + 1, (i) => `{ a${i}: aWhile(seconds: ${LONG_SECONDS}) }`),
      ]);
      const held = limits.largeConnections + limits.patientConnections;
      await until(async () => Number(await sleepers(login)) >= held, 'slow ones to hold their connections', 60);
      await Promise.all([
        ...Array.from({ length: 10 * limits.connections }, quick),
        ...Array.from({ length: 5 }, () => ['/readyz', '/metrics'].map(probe)).flat(),
      ]);
      await slow;
    } finally {
      asking = false;
      await counted;
    }
    await client.dispose();
    assert.equal(Math.max(...counts), BOUND);
  });

  test('are one for those who subscribe and leave again at once, however often they do', async () => {
    const client = createClient({ url: server.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    const listeners = () =>
      value<number>(
        pool,
        "select count(*)::int from pg_stat_activity where usename = $1 and application_name ~ ':changes$'",
        [login.name],
      );
    const counts: number[] = [];
    for (let i = 0; i < 150; i++) {
      const leave = client.subscribe(
        { query: 'subscription { runs { readAgain } }' },
        { next() {}, error() {}, complete() {} },
      );
      await sleep(4);
      leave();
      counts.push(await listeners());
    }
    assert.equal(Math.max(...counts), 1);
    const told = client.iterate({ query: 'subscription { runs { readAgain } }' });
    assert.equal((await told.next()).done, false, 'whoever stays is told');
    assert.equal(await listeners(), 1);
    await client.dispose();
    await until(async () => (await listeners()) === 0, 'the listener to end', 30);
  });

  test('are gone soon after the thread of large requests had to be ended, whatever they were doing', async () => {
    const thread = await startLargeThread({ databaseUrl: other.url, schema: database.schema, log });
    const questions = Array.from({ length: limits.largeConnections }, (_, i) =>
      thread.ask({ role: 'pgaugur_reader', text: large(LONG_SECONDS)(i), operationName: undefined, variables: {} }),
    );
    const ended = Promise.allSettled(questions);
    await until(async () => (await sleepers(other)) === limits.largeConnections, 'statements to run');
    await thread.end();
    await ended;
    await until(async () => (await other.connections()) === 0, 'the connections to end', LONG_SECONDS / 2);
  });

  test('do not pile up behind a probe that the database does not answer', async () => {
    const options = { databaseUrl: other.url, schema: database.schema, role: 'pgaugur_reader', max: 1 } as const;
    const probing = createPool(options, IMPATIENT);
    const locking = await pool.connect();
    await locking.query('begin; lock table pgaugur_version in access exclusive mode');
    try {
      assert.equal((await readiness(probing, 'any')).ready, false);
      await until(async () => (await other.connections()) === 0, 'the connection to end', LONG_SECONDS / 2);
    } finally {
      await locking.query('rollback');
      locking.release();
      await probing.end();
    }
  });
});
