import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { createClient } from 'graphql-ws';
import pg from 'pg';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { STEPS } from '../../workers/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { ask, post } from '../support/graphql.ts';
import { ownDatabase } from '../support/own_database.ts';
import { until } from '../support/until.ts';

describe('the server of the API', () => {
  const database = ownDatabase();
  let server: RunningServer;

  before(async () => {
    server = await start();
  });

  database.beforeDrop(() => server.close());

  const silent = pino({ level: 'silent' });
  const start = (port = 0) => startServer({ databaseUrl: database.url, schema: database.schema, port, log: silent });

  test('the IDE is served with a first query, and everything it loads comes from this server', async () => {
    const response = await fetch(server.ideUrl);
    const page = await response.text();
    assert.equal(response.status, 200);
    assert.match(page, /<title>pgaugur<\/title>/);
    assert.match(page, /query LatestPredictions/);
    assert.doesNotMatch(page, /https?:\/\//);
    for (const [, path] of page.matchAll(/(?:href|from)\s*=?\s*"(\/[^"]+)"/g)) {
      const asset = await fetch(new URL(path, server.ideUrl));
      assert.equal(asset.status, 200, path);
      await asset.body?.cancel();
    }
  });

  test('the first query of the IDE is answered', async () => {
    const page = await (await fetch(server.ideUrl)).text();
    const query: unknown = JSON.parse(/defaultQuery = (".*");/.exec(page)?.[1] ?? 'null');
    assert.ok(typeof query === 'string');
    assert.deepEqual(await ask(server.url, query), { latestPredictions: { nodes: [] } });
  });

  test('queries are answered over a websocket', async () => {
    const client = createClient({ url: server.url.replace('http', 'ws'), webSocketImpl: WebSocket });
    const results = client.iterate({ query: '{ mlPipelineSteps { totalCount } }' });
    const { value } = await results.next();
    assert.deepEqual(value, { data: { mlPipelineSteps: { totalCount: STEPS.length } } });
    await client.dispose();
  });

  test('a websocket that another site opens in a browser is refused', async () => {
    const socket = new WebSocket(server.url.replace('http', 'ws'), 'graphql-transport-ws', {
      origin: 'https://example.com',
    });
    await assert.rejects(
      new Promise((opened, failed) => {
        socket.on('open', opened);
        socket.on('error', failed);
      }),
      /socket hang up/,
    );
  });

  test('a request that is too long is refused', async () => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ mlModels { totalCount } } # ${'x'.repeat(100_000)}` }),
    });
    assert.equal(response.status, 413);
  });

  test('a taken port is an error that names the port and how to choose another', async () => {
    await assert.rejects(start(server.port), new RegExp(`port ${server.port} is taken.*--port.*PGAUGUR_PORT`));
  });

  test('a schema that is not set up is an error that says what to do', async () => {
    const empty = await createTestDatabase({ empty: true });
    try {
      await assert.rejects(
        startServer({ databaseUrl: empty.url, schema: empty.schema, port: 0 }),
        /schema "stock_data" is not set up for pgaugur\. Run: pgaugur migrate/,
      );
    } finally {
      await empty.drop();
    }
  });

  test('broken connections fail the requests that use them, and no later one', async () => {
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    const query = '{ mlPipelineSteps { nodes { name pipelines { nodes { kind } } } } }';
    for (let i = 0; i < 10; i++) {
      const requests = Array.from({ length: 20 }, () => post(server.url, query));
      await Promise.race(requests);
      await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      await Promise.all(requests);
    }
    await assert.doesNotReject(ask(server.url, query));
    await admin.end();
  });

  test('closing ends websockets and database connections, and may be asked for twice', async () => {
    const others = await connections();
    const closing = await start();
    const socket = new WebSocket(closing.url.replace('http', 'ws'), 'graphql-transport-ws');
    await new Promise((opened) => socket.on('open', opened));
    const socketClosed = new Promise((closed) => socket.on('close', closed));
    const own = (await connections()).filter((id) => !others.includes(id));
    assert.ok(own.length > 0);
    await Promise.all([closing.close(), closing.close()]);
    await socketClosed;
    await assert.rejects(fetch(closing.url), /fetch failed/);
    // A server process ends a moment after its connection.
    await until(async () => !(await connections()).some((id) => own.includes(id)), 'its connections to end');
  });

  /** Process ids of the connections that the API has to this database. */
  async function connections(): Promise<number[]> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    const result = await client.query<{ pid: number }>(
      "select pid from pg_stat_activity where datname = current_database() and application_name like 'pgaugur:%'",
    );
    await client.end();
    return result.rows.map(({ pid }) => pid);
  }
});
