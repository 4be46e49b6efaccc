import assert from 'node:assert/strict';
import { connect as connectTo } from 'node:net';
import { afterEach, before, describe, test } from 'node:test';
import { type Client, createClient } from 'graphql-ws';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { limits } from '../../src/server/limits.ts';
import { post } from '../support/graphql.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addPredictions } from '../support/predictions.ts';
import { column, value } from '../support/rows.ts';
import { until } from '../support/until.ts';
import { insertForecasts } from './forecasts.ts';

const PREDICTIONS = 'predictions { readAgain ids predictions { id actualClass instrument { symbol } } }';
const RUNS = 'runs { readAgain ids runs { id status grid(first: 1) { nodes { step status } } } }';
const ALERTS = 'alerts { readAgain ids alerts { state message } }';

const message = z.object({
  readAgain: z.string().nullable(),
  ids: z.array(z.string()),
  runs: z.array(z.unknown()).optional(),
  predictions: z.array(z.unknown()).optional(),
  alerts: z.array(z.object({ message: z.string() })).optional(),
});

describe('subscriptions', { timeout: 90_000 }, () => {
  const database = ownDatabase();
  const admin = database.client();
  let server: RunningServer;
  let url: string;

  before(async () => {
    await insertForecasts(database);
    const log = pino({ level: 'silent' });
    server = await startServer({ databaseUrl: database.url, schema: database.schema, port: 0, log });
    url = server.url.replace('http', 'ws');
  });
  database.beforeDrop(() => server.close());

  const clients: Client[] = [];
  const connect = (): Client => {
    const client = createClient({ url, webSocketImpl: WebSocket, retryAttempts: 0 });
    clients.push(client);
    return client;
  };
  afterEach(async () => {
    for (const client of clients.splice(0)) await client.dispose();
    await until(async () => (await listeners()).length === 0, 'the listener to end');
  });
  /** What a subscription says: its data, message by message, the first of which is to read again. */
  const subscribe = async (fields: string, client = connect()) => {
    const messages = client.iterate({ query: `subscription { ${fields} }` });
    const next = async () => {
      const { value } = await messages.next();
      assert.deepEqual(value?.errors, undefined);
      return message.parse(Object.values(value?.data ?? {})[0]);
    };
    assert.equal((await next()).readAgain, 'the subscription has begun');
    return { next, end: async () => void (await messages.return?.()), client };
  };
  /** Connections that listen. */
  const listeners = () =>
    column<number>(
      admin,
      `select pid from pg_stat_activity
       where datname = current_database() and application_name = 'pgaugur:stock_data:changes'`,
    );
  const predict = (session: string) => addPredictions(admin, 1, 1, [{ session, probability: 0.7 }]);

  test('tell of a new prediction within a second of its commit, with the row as any query reads it', async () => {
    const { next, end } = await subscribe(PREDICTIONS);
    const times: number[] = [];
    for (const session of ['2024-02-01', '2024-02-02', '2024-02-05']) {
      await predict(session);
      const committed = performance.now();
      const { readAgain, ids, predictions } = await next();
      times.push(performance.now() - committed);
      const id = String(await value(admin, 'select max(id) from ml_predictions'));
      assert.deepEqual([readAgain, ids], [null, [id]]);
      assert.deepEqual(predictions, [{ id, actualClass: null, instrument: { symbol: 'JPM' } }]);
    }
    assert.ok(Math.min(...times) < 1000, String(times));
    await end();
  });

  test('tell of predictions that are settled, and of those that are gone', async () => {
    const { next, end } = await subscribe(PREDICTIONS);
    await admin.query('update ml_predictions set actual_class = true, prediction_accuracy = true where id = 3');
    assert.deepEqual((await next()).predictions, [{ id: '3', actualClass: true, instrument: { symbol: 'JPM' } }]);
    await admin.query('delete from ml_predictions where id = 3');
    assert.deepEqual(await next(), { readAgain: null, ids: ['3'], predictions: [] });
    await end();
  });

  test('tell of runs, of steps, and of alerts; one websocket has them all', async () => {
    const runs = await subscribe(RUNS);
    const alerts = await subscribe(ALERTS, runs.client);
    await admin.query("update ml_pipeline_tasks set status = 'failed' where run_id = 1");
    const grid = { nodes: [{ step: 'check_data_availability', status: 'failed' }] };
    assert.deepEqual((await runs.next()).runs, [{ id: '1', status: 'succeeded', grid }]);
    await admin.query("update ml_pipeline_runs set status = 'failed' where id = 1");
    assert.deepEqual((await runs.next()).runs, [{ id: '1', status: 'failed', grid }]);
    await admin.query("update ml_alert_rules set is_enabled = name = 'workers gone'");
    await admin.query('select evaluate_alerts()');
    assert.match((await alerts.next()).alerts?.[0].message ?? '', /no worker for short steps/);
    await runs.client.dispose();
  });

  test('that were changed by ten thousand say "read again", and so do many statements', async () => {
    const { next, end } = await subscribe(PREDICTIONS);
    const insert = `insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
      predicted_class, prediction_probability, origin) select 1, 1, $1::date + i, $1::date + i + 9, 0, true, 0.6, 'live'
      from generate_series(1, $2) i`;
    await admin.query(insert, ['1950-01-01', 10_000]);
    const all = await next();
    assert.deepEqual(all, { readAgain: 'more rows changed than a message names', ids: [], predictions: [] });
    await admin.query('begin');
    for (let i = 0; i < 300; i++)
      await admin.query(insert, [`${1980 + i / 10}`.replace(/\..*|$/, `-01-${10 + (i % 10)}`), 1]);
    await admin.query('commit');
    assert.deepEqual(await next(), all);
    await end();
  });

  test('notice that their connection to the database is lost, say "read again" and go on', async () => {
    const { next, end } = await subscribe(PREDICTIONS);
    const [before] = await listeners();
    await admin.query('select pg_terminate_backend($1)', [before]);
    assert.match(String((await next()).readAgain), /the connection to the database was lost, and is back/);
    await predict('2024-02-06');
    assert.equal((await next()).readAgain, null);
    await end();
  });

  test('share one connection that listens, which ends with the last of them, however it ends', async () => {
    const [first, second] = [await subscribe(RUNS), await subscribe(ALERTS)];
    assert.equal((await listeners()).length, 1);
    await first.end();
    assert.equal((await listeners()).length, 1);
    second.client.terminate(); // a browser that crashes
    await until(async () => (await listeners()).length === 0, 'the listener to end');
  });

  test('are limited for each websocket, in words', async () => {
    const { client } = await subscribe(RUNS);
    const others = await Promise.all(
      Array.from({ length: limits.operationsPerWebsocket - 1 }, () => subscribe(ALERTS, client)),
    );
    const refused = await client
      .iterate({ query: `subscription { ${RUNS} }` })
      .next()
      .catch((errors: unknown) => errors);
    assert.match(JSON.stringify(refused), /at most 20 subscriptions and queries at a time: end one first/);
    await others[0].end();
    await subscribe(ALERTS, client);
    await client.dispose();
  });

  const ASKED_FOR_A_WEBSOCKET =
    'GET /graphql HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
    'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';
  /** Asks for a websocket, and is gone when the answer comes. */
  const leaveBeforeTheAnswer = (port: string) =>
    new Promise<void>((left) => {
      const socket = connectTo(Number(port), '127.0.0.1', () => {
        socket.write(ASKED_FOR_A_WEBSOCKET, () => socket.resetAndDestroy());
      });
      socket.on('close', () => left());
    });
  /** Asks for a websocket, and never ends its half of the connection, which is waited for. */
  const stayAfterTheAnswer = async (port: string) => {
    const socket = connectTo({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('error', () => {}); // what is written to a connection that is gone
    socket.write(ASKED_FOR_A_WEBSOCKET);
    await until(async () => socket.readableEnded, 'the answer to end');
    const writing = setInterval(() => socket.write(' '), 10);
    await until(async () => socket.destroyed, 'the connection to be gone', 60).finally(() => clearInterval(writing));
    return answer;
  };

  test('and websockets are for the server', async () => {
    const opened = (socket: WebSocket) =>
      new Promise<string>((done) => {
        socket.on('open', () => done('open'));
        socket.on('unexpected-response', (_, { statusCode }) => done(String(statusCode)));
        socket.on('error', ({ message }) => done(message));
      });
    // All of them ask for something: those that do not give way, and are closed when they say nothing.
    const asking: Client[] = [];
    while (asking.length < limits.websockets) {
      const some = await Promise.all(Array.from({ length: 20 }, () => subscribe(ALERTS)));
      asking.push(...some.map(({ client }) => client));
    }
    assert.equal(asking.length, limits.websockets);
    assert.equal(await opened(new WebSocket(url, 'graphql-transport-ws')), '503');
    for (let i = 0; i < 20; i++) await leaveBeforeTheAnswer(new URL(url).port);
    assert.match(await stayAfterTheAnswer(new URL(url).port), /^HTTP\/1.1 503 .*200 websockets open/s);
    for (const client of asking) await client.dispose();
    await until(async () => (await opened(new WebSocket(url, 'graphql-transport-ws'))) === 'open', 'room again');
  });

  test('websockets that ask for nothing give way where there are enough, and those that ask stay', async () => {
    const asking = await subscribe(PREDICTIONS);
    const open = async () => {
      const socket = new WebSocket(url, 'graphql-transport-ws');
      socket.on('error', () => {});
      await new Promise((done) => {
        socket.on('open', done);
        socket.on('close', done);
      });
      return socket;
    };
    const idle = await Promise.all(Array.from({ length: limits.websockets - 1 }, open));
    // As long as they say their first message in time, they may stay.
    for (const socket of idle) socket.send(JSON.stringify({ type: 'connection_init' }));
    await until(
      async () => {
        const socket = await open();
        const isOpen = socket.readyState === WebSocket.OPEN;
        if (isOpen) idle.push(socket);
        return isOpen && idle.some(({ readyState }) => readyState !== WebSocket.OPEN);
      },
      'one to give way',
      30,
    );
    await predict('2024-02-07');
    assert.equal((await asking.next()).readAgain, null);
    await asking.end();
    for (const socket of idle) socket.terminate();
  });

  test('a message over a websocket is as long as one over HTTP may be', async () => {
    const socket = new WebSocket(url, 'graphql-transport-ws');
    const closed = new Promise((done) => socket.on('close', done));
    socket.on('open', () => socket.send('x'.repeat(limits.requestBytes + 1)));
    assert.equal(await closed, 1009);
  });

  test('a client that asks and does not read is cut off', async () => {
    const socket = new WebSocket(url, 'graphql-transport-ws');
    await new Promise((opened) => socket.on('open', opened));
    socket.on('error', () => {});
    socket.pause();
    const ping = JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(90_000) } });
    let refused = false;
    await until(
      async () => {
        for (let i = 0; i < 10 && socket.bufferedAmount < 1_000_000; i++) {
          socket.send(ping, (error) => {
            refused ||= error !== undefined;
          });
        }
        return refused;
      },
      'the server to end it',
      30,
    );
    socket.terminate();
  });

  test('over HTTP are refused, and where they are answered is said', async () => {
    const { errors } = await post(server.url, `subscription { ${RUNS} }`);
    assert.match(errors?.[0].message ?? '', /answered over a websocket: speak graphql-transport-ws/);
  });
});
