import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { request } from 'node:http';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { createClient } from 'graphql-ws';
import pg from 'pg';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { expectedVersion } from '../../src/db/schema_version.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { foreignness } from '../../src/server/same_origin.ts';
import { STEPS } from '../../workers/index.ts';
import { createTestDatabase } from '../support/database.ts';
import { ask, post } from '../support/graphql.ts';
import { ownDatabase } from '../support/own_database.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);

describe('the server of the API', () => {
  const database = ownDatabase();
  let server: RunningServer;

  before(async () => {
    server = await start();
  });

  database.beforeDrop(() => server.close());

  const silent = pino({ level: 'silent' });
  const start = (port = 0) =>
    startServer({ databaseUrl: database.url, schema: database.schema, port, log: silent, allowedHosts: ['api.test'] });

  test('the IDE is served with a first query, and everything it loads comes from this server', async () => {
    const response = await fetch(server.ideUrl);
    const page = await response.text();
    assert.equal(response.status, 200);
    assert.match(page, /<title>pgaugur<\/title>/);
    assert.match(page, /query LatestPredictions/);
    assert.doesNotMatch(page, /https?:\/\//);
    assert.equal(response.headers.get('content-security-policy'), "frame-ancestors 'none'");
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
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

  describe('asked under a name', () => {
    /** The status of an answer, asked with headers that fetch would not send; `ended` for a websocket cut off. */
    const asked = (headers: Record<string, string>, path = '/graphql', method = 'POST') =>
      new Promise<{ status: number; body: string } | 'ended'>((done, failed) => {
        const all = { 'content-type': 'application/json', ...headers };
        const sent = request(new URL(path, server.url), { method, headers: all }, (response) => {
          let body = '';
          response.on('data', (chunk) => {
            body += chunk;
          });
          response.on('end', () => done({ status: response.statusCode ?? 0, body }));
        });
        sent.on('upgrade', (_, socket) => {
          socket.destroy();
          done({ status: 101, body: '' });
        });
        sent.on('error', (error) => ('code' in error && error.code === 'ECONNRESET' ? done('ended') : failed(error)));
        sent.end(method === 'POST' ? '{"query": "{ mlPipelineSteps { totalCount } }"}' : undefined);
      });
    const upgrade = {
      connection: 'upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      'sec-websocket-protocol': 'graphql-transport-ws',
    };

    const foreign: readonly Record<string, string>[] = [
      { host: 'evil.example' },
      { host: 'evil.example:5678', origin: 'http://evil.example:5678' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of foreign) {
      test(`that is foreign, ${JSON.stringify(headers)}, nothing is answered: no page, no query, no number`, async () => {
        for (const [path, method] of [
          ['/graphql', 'POST'],
          ['/graphql?query=%7B__typename%7D', 'GET'],
          ['/graphql', 'OPTIONS'],
          ['/', 'GET'],
          ['/metrics', 'GET'],
          ['/readyz', 'GET'],
        ]) {
          const answer = await asked(headers, path, method);
          assert.ok(answer !== 'ended' && answer.status === 403, `${method} ${path}: ${JSON.stringify(answer)}`);
          assert.match(
            answer.body,
            /^(this server is not known as|pages of) ".*--allowed-hosts or PGAUGUR_ALLOWED_HOSTS\n$/,
          );
        }
        assert.equal(await asked({ ...upgrade, ...headers }, '/graphql', 'GET'), 'ended');
      });
    }

    test('that is its own, everything is answered', async () => {
      const { port } = new URL(server.url);
      for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, '[::1]', 'LOCALHOST', 'api.test']) {
        const answer = await asked({ host, origin: `http://${host}` });
        assert.deepEqual(answer, { status: 200, body: `{"data":{"mlPipelineSteps":{"totalCount":${STEPS.length}}}}` });
        assert.deepEqual(await asked({ ...upgrade, host }, '/graphql', 'GET'), { status: 101, body: '' });
      }
      const page = await asked({ host: `localhost:${port}`, origin: 'https://api.test' });
      assert.ok(page !== 'ended' && page.status === 200);
    });
  });

  test('a name is foreign however it is written', () => {
    const foreign = (host: string | undefined, origin?: string) =>
      foreignness({ headers: { host, origin } }, { hosts: ['api.test'], origins: ['https://app.test'] });
    for (const host of [
      '',
      'localhost.evil.example',
      'evil.example#localhost',
      'evil.example@localhost',
      'localhost/evil.example',
      'localhost evil.example',
      'localhost:80:90',
      'localhost:evil',
      'xlocalhost',
      'api.test.evil.example',
      'evilapi.test',
      '127.0.0.1.evil.example',
      '0x7f.1',
      '[::1].evil.example',
      '[evil]',
    ]) {
      assert.match(foreign(host) ?? 'answered', /not known as/, host);
    }
    for (const host of ['localhost', 'localhost.', 'Api.Test:443', '10.0.0.7:5678', '[fe80::1]:80', undefined]) {
      assert.equal(foreign(host), undefined, host);
    }
    for (const origin of [
      'http://localhost:3000',
      'http://localhost.evil.example',
      'file://',
      '',
      'http://127.0.0.1:5678',
      'http://app.test',
      'https://app.test:8443',
      'https://sub.app.test',
    ]) {
      assert.match(foreign('localhost:5678', origin) ?? 'answered', /pages of/, origin);
    }
  });

  test('a request that is too long is refused', async () => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ mlModels { totalCount } } # ${'x'.repeat(100_000)}` }),
    });
    assert.equal(response.status, 413);
    assert.match(await response.text(), /at most 100000 bytes/);
  });

  test('what a client cannot say it accepts is as good as nothing said, and what this server has not is refused', async () => {
    const accepting = async (accept: string) => {
      const headers = { 'content-type': 'application/json', accept };
      return (await fetch(server.url, { method: 'POST', headers, body: '{"query": "{ __typename }"}' })).status;
    };
    for (const accept of ['x', ';;;', 'application/json;q=7', '*/', ','])
      assert.equal(await accepting(accept), 200, accept);
    assert.equal(await accepting('image/png'), 406);
    assert.equal(await accepting('text/html;q=0.9, application/json;charset="utf-8", */*;q=0.1'), 200);
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

  const probe = async (path: string, method = 'GET') => {
    const response = await fetch(new URL(path, server.ideUrl), { method });
    return { status: response.status, type: response.headers.get('content-type'), body: await response.text() };
  };

  test('an idle connection is kept for longer than proxies do, who else would have their next request fail on it', async () => {
    const { headers } = await fetch(`${server.pageUrl}healthz`);
    assert.equal(headers.get('keep-alive'), 'timeout=3660');
  });

  test('healthz says that the process answers, readyz which version of the schema it serves', async () => {
    assert.deepEqual(await probe('/healthz'), {
      status: 200,
      type: 'application/json; charset=utf-8',
      body: '{"healthy":true}\n',
    });
    const { status, body } = await probe('/readyz?verbose');
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(body), { ready: true, database: 'ok', schemaVersion: await expectedVersion() });
    assert.deepEqual([(await probe('/healthz', 'HEAD')).body, (await probe('/healthz', 'POST')).status], ['', 405]);
  });

  test('of another version of the schema a server is not ready and says so', async () => {
    const admin = await database.connect();
    const version = await expectedVersion();
    // An answer holds for a second.
    const untilReady = (status: number) => until(async () => (await probe('/readyz')).status === status, `${status}`);
    try {
      await admin.query("update pgaugur_version set version = '0001-00000000'");
      await untilReady(503);
      assert.deepEqual(JSON.parse((await probe('/readyz')).body), {
        ready: false,
        database: 'ok',
        reason: `the schema has version 0001-00000000, this process needs ${version}`,
      });
      assert.equal((await probe('/healthz')).status, 200);
    } finally {
      await admin.query('update pgaugur_version set version = $1', [version]);
      await admin.end();
    }
    await untilReady(200);
  });

  test('metrics that cannot be read are missing and counted, and the reason stays in the log', async () => {
    const admin = await database.connect();
    await admin.query('revoke select on pipeline_metrics from pgaugur_reader');
    try {
      const help = '# HELP pgaugur_unread_metrics Queries for metrics that failed in this scrape.';
      const { body } = await probe('/metrics');
      assert.equal(body, `${help}\n# TYPE pgaugur_unread_metrics gauge\npgaugur_unread_metrics 3\n`);
      assert.equal((await probe('/readyz')).status, 200);
    } finally {
      await admin.query('grant select on pipeline_metrics to pgaugur_reader');
      await admin.end();
    }
    assert.match((await probe('/metrics')).body, /^pgaugur_unread_metrics 0$/m);
  });

  test('metrics are text that Prometheus reads, each name once, worked out once for all who ask', async () => {
    const pages = await Promise.all(Array.from({ length: 5 }, () => probe('/metrics')));
    assert.equal(new Set(pages.map(({ body }) => body)).size, 1);
    const [{ status, type, body }] = pages;
    assert.deepEqual([status, type], [200, 'text/plain; version=0.0.4; charset=utf-8']);
    assert.match(body, /^pgaugur_live_workers 0$/m);
    assert.match(body, /^pgaugur_instruments\{state="unpredicted"\} 0$/m);
    const typed = [...body.matchAll(/^# TYPE (\w+) gauge$/gm)].map(([, name]) => name);
    assert.equal(new Set(typed).size, typed.length);
    const line = /^(# (HELP|TYPE) pgaugur_\w+ .+|pgaugur_\w+(\{\w+="[^"\n]*"(,\w+="[^"\n]*")*\})? -?[\d.e+-]+)$/;
    assert.deepEqual(
      body
        .trimEnd()
        .split('\n')
        .filter((text) => !line.test(text)),
      [],
    );
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

  // The last: from here on there is no server.
  test('closing ends websockets and database connections, and may be asked for twice', async () => {
    const socket = new WebSocket(server.url.replace('http', 'ws'), 'graphql-transport-ws');
    await new Promise((opened) => socket.on('open', opened));
    const socketClosed = new Promise((closed) => socket.on('close', closed));
    const own = await connections();
    assert.ok(own.length > 0);
    await Promise.all([server.close(), server.close()]);
    await socketClosed;
    await assert.rejects(fetch(server.url), /fetch failed/);
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

  test('who waits for the thread of large questions to start or to end does so, though nothing else keeps it alive', async () => {
    const [thread, log] = ['server/large/supervised_thread.ts', 'env/log.ts'].map((path) =>
      JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href),
    );
    const program = `Promise.all([import(${thread}), import(${log})]).then(async ([{ startLargeThread }, { createLog }]) => {
      const options = { databaseUrl: ${JSON.stringify(database.url)}, schema: '${database.schema}', log: createLog('warn') };
      await (await startLargeThread(options)).end();
      console.log('ended');
    });`;
    const { stdout } = await run(process.execPath, ['--eval', program], { timeout: 60_000 });
    assert.match(stdout, /ended/);
  });
});
