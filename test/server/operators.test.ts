import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { createClient } from 'graphql-ws';
import { SignJWT } from 'jose';
import pg from 'pg';
import { pino } from 'pino';
import { WebSocket } from 'ws';
import { parseApiSettings } from '../../src/env/api_settings.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { QUESTIONS } from '../bench/graphql_questions.ts';
import { type Answer, post } from '../support/graphql.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel } from '../support/predictions.ts';
import { insertForecasts } from './forecasts.ts';

const SECRET = 'a secret that is long enough for anybody';
const tokenOf = (role: string, expires: string | number = '1h') =>
  new SignJWT({ role })
    .setProtectedHeader({ alg: 'HS256' })
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(SECRET));

describe('operators', () => {
  const database = ownDatabase();
  const admin = database.client();
  let folder: string;
  let server: RunningServer;
  let asOperator: Record<string, string>;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pgaugur-documents-'));
    await insertForecasts(database);
    await admin.query(`
      insert into ml_model_artifacts (sha256, format, content) values (encode(sha256('x'), 'hex'), 'test', 'x');
      select setval(pg_get_serial_sequence('ml_models', 'id'), 1);
      create function role_of_session() returns text language sql stable as $$ select current_setting('role') $$;
      grant execute on function role_of_session() to pgaugur_reader`);
    const candidate = { model_version: 'v2.1.0', status: 'testing', is_production: false, gate_passed: false };
    await addModel(admin, 1, candidate);
    await admin.query(
      "update ml_models set model_file_hash = (select sha256 from ml_model_artifacts), deployed_at = '2023-01-01'",
    );
    server = await start({ PGAUGUR_JWT_KEY: SECRET, PGAUGUR_ALLOWED_ORIGINS: 'https://app.example' });
    asOperator = { authorization: `Bearer ${await tokenOf('operator')}` };
  });

  database.beforeDrop(async () => {
    await server?.close();
    await rm(folder, { recursive: true });
  });

  const start = (environment: Record<string, string>, databaseUrl = database.url) =>
    startServer({
      databaseUrl,
      schema: database.schema,
      port: 0,
      log: pino({ level: 'silent' }),
      access: parseApiSettings({}, environment),
    });
  const ask = (mutation: string, headers = asOperator): Promise<Answer> =>
    post(server.url, `mutation { ${mutation} }`, {}, headers);
  const messages = ({ errors = [] }: Answer) => errors.map(({ message }) => message).join('\n');

  /** One after the other, as an operator may do them; each answers with the row that it touched. */
  const MUTATIONS: readonly (readonly [mutation: string, answer: unknown])[] = [
    [
      'train(input: { symbol: "JPM" }) { result { kind status instrument { symbol } } }',
      { kind: 'training', status: 'queued', instrument: { symbol: 'JPM' } },
    ],
    ['cancelRun(input: { runId: "RUN" }) { result { status } }', { status: 'cancelled' }],
    ['retryRun(input: { runId: "RUN" }) { result { status } }', { status: 'running' }],
    [
      'pause(input: { symbol: "JPM" }) { result { symbol isPaused openRunId } }',
      { symbol: 'JPM', isPaused: true, openRunId: 'RUN' },
    ],
    ['resume(input: { symbol: "JPM" }) { result { instrumentId } }', { instrumentId: 1 }],
    [
      'backtest(input: { modelId: "1", threshold: 0.55 }) { result { modelId finishedAt } }',
      { modelId: '1', finishedAt: null },
    ],
    [
      'backtestPortfolio(input: { symbols: ["JPM"], maxPositions: 3 }) { result { maxPositions } }',
      { maxPositions: 3 },
    ],
    [
      'backfill(input: { symbol: "JPM", fromDate: "2024-01-01", toDate: "2024-01-04" }) { result { instrumentId } }',
      { instrumentId: 1 },
    ],
    [
      'promoteModel(input: { modelId: "2", reason: "better" }) { result { modelVersion isProduction } }',
      { modelVersion: 'v2.1.0', isProduction: true },
    ],
    [
      'rollbackModelBySymbol(input: { symbol: "JPM" }) { result { modelVersion isProduction } }',
      { modelVersion: 'v2.0.0', isProduction: true },
    ],
    [
      'createExchangeHoliday(input: { exchangeHoliday: { exchangeId: 1, holidayDate: "2031-01-02", name: "closed" } }) { exchangeHoliday { holidayDate name } }',
      { holidayDate: '2031-01-02', name: 'closed' },
    ],
    [
      'updateExchangeHoliday(input: { exchangeId: 1, holidayDate: "2031-01-02", patch: { name: "storm" } }) { exchangeHoliday { name } }',
      { name: 'storm' },
    ],
    [
      'deleteExchangeHoliday(input: { exchangeId: 1, holidayDate: "2031-01-02" }) { exchangeHoliday { name } }',
      { name: 'storm' },
    ],
    [
      'createMlPipelinePolicy(input: { mlPipelinePolicy: { instrumentId: 2, minimumRocAuc: 0.6 } }) { mlPipelinePolicy { minimumRocAuc } }',
      { minimumRocAuc: 0.6 },
    ],
    [
      'updateMlPipelinePolicy(input: { instrumentId: 2, patch: { minimumRocAuc: null, isPaused: true } }) { mlPipelinePolicy { minimumRocAuc isPaused } }',
      { minimumRocAuc: null, isPaused: true },
    ],
    ['deleteMlPipelinePolicy(input: { instrumentId: 2 }) { mlPipelinePolicy { isPaused } }', { isPaused: true }],
    [
      'updatePipelinePolicy(input: { onlyRow: true, patch: { keptModels: 6 } }) { pipelinePolicy { keptModels } }',
      { keptModels: 6 },
    ],
  ];

  test('do what the functions and tables of operators do, and are answered with the row', async () => {
    let run = '';
    for (const [mutation, answer] of MUTATIONS) {
      if (mutation.startsWith('cancelRun')) {
        const { rows } = await admin.query('select max(id) as id from ml_pipeline_runs');
        run = String(rows[0].id);
      }
      const answered = await ask(mutation.replace('RUN', run));
      const [payload] = Object.values(answered.data ?? {});
      const [row] = Object.values(payload ?? {});
      assert.deepEqual(
        row,
        JSON.parse(JSON.stringify(answer).replace('RUN', run)),
        `${mutation}\n${messages(answered)}`,
      );
    }
  });

  test('are told what their functions and constraints say against it', async () => {
    for (const [mutation, says] of [
      ['train(input: { symbol: "JPN" }) { result { id } }', /no instrument .*JPN/],
      ['trainPool(input: {}) { result { id } }', /needs two/],
      ['cancelRun(input: { runId: "999999" }) { result { id } }', /no run with id 999999/],
      ['cancelRun(input: { runId: "x" }) { result { id } }', /invalid input syntax for type bigint: "x"/],
      [
        'createExchangeHoliday(input: { exchangeHoliday: { exchangeId: 77, holidayDate: "2031-01-02" } }) { exchangeHoliday { name } }',
        /violates foreign key constraint/,
      ],
      [
        'train(input: { symbol: "JPM" }) { result { id } } again: train(input: { symbol: null }) { result { id } }',
        /symbol/,
      ],
    ] as const) {
      assert.match(messages(await ask(mutation)), says, mutation);
    }
  });

  test('alone change anything: readers and nobody are told so, and a token that does not hold is not taken for nobody', async () => {
    const { rows: before } = await admin.query('select count(*) from ml_pipeline_runs');
    const train = 'train(input: { symbol: "JPM" }) { result { id } }';
    assert.match(messages(await ask(train, {})), /mutations are for operators/);
    const asReader = { authorization: `Bearer ${await tokenOf('reader')}` };
    assert.match(messages(await ask(train, asReader)), /mutations are for operators/);
    const broken = { authorization: `${asOperator.authorization}x` };
    assert.match(messages(await ask(train, broken)), /the bearer token is not accepted/);
    const query = '{ mlModels { totalCount } }';
    assert.match(messages(await post(server.url, query, {}, broken)), /the bearer token is not accepted/);
    for (const headers of [{}, asReader, asOperator]) {
      assert.equal(messages(await post(server.url, query, {}, headers)), '');
    }
    assert.deepEqual((await admin.query('select count(*) from ml_pipeline_runs')).rows, before);
  });

  test('change things over a websocket by what its first message says', async () => {
    const asked = async (connectionParams?: Record<string, string>) => {
      const client = createClient({
        url: server.url.replace('http', 'ws'),
        webSocketImpl: WebSocket,
        connectionParams,
      });
      const query = 'mutation { pause(input: { symbol: "NEW" }) { result { isPaused } } }';
      try {
        return JSON.stringify(
          await client
            .iterate({ query })
            .next()
            .catch((errors: unknown) => errors),
        );
      } finally {
        await client.dispose();
      }
    };
    assert.match(await asked(), /mutations are for operators/);
    assert.match(await asked(asOperator), /"isPaused":true/);
    assert.match(await asked({ authorization: 'Bearer x' }), /not accepted/);
  });

  test('are no operators any more when their token expires, over a websocket that is open, either', async () => {
    // Clocks may differ by 30 s.
    const expires = Math.floor(Date.now() / 1000) - 27;
    const authorization = `Bearer ${await tokenOf('operator', expires)}`;
    const client = createClient({
      url: server.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization },
    });
    const messages = client.iterate({ query: 'subscription { runs { readAgain } }' });
    assert.equal((await messages.next()).done, false);
    await assert.rejects(messages.next(), { code: 4403, reason: 'the bearer token has expired' });
    await client.dispose();
  });

  test('change nothing by what a page of another site can send: a form, a link, text', async () => {
    const body = JSON.stringify({ query: 'mutation { pause(input: { symbol: "NEW" }) { result { isPaused } } }' });
    const sent = async (init: RequestInit, url = server.url) => (await fetch(url, init)).status;
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
      'application/graphql',
    ]) {
      const headers = { ...asOperator, 'content-type': type };
      assert.equal(await sent({ method: 'POST', headers, body }), 415, type);
    }
    const json = { ...asOperator, 'content-type': 'application/json' };
    assert.equal(await sent({ method: 'POST', headers: { ...json, origin: 'https://evil.example' }, body }), 403);
    const link = `${server.url}?query=${encodeURIComponent(JSON.parse(body).query)}`;
    assert.equal(await sent({ headers: { ...asOperator, accept: 'application/json' } }, link), 405);
    assert.equal(await sent({ method: 'POST', headers: json, body }), 200);
  });

  test('may use pages of listed origins: their browser is told that it may send JSON and a token', async () => {
    const preflight = (origin: string) =>
      fetch(server.url, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
      });
    const allowed = await preflight('https://app.example');
    assert.equal(allowed.status, 204);
    assert.equal(allowed.headers.get('access-control-allow-origin'), 'https://app.example');
    assert.match(allowed.headers.get('access-control-allow-headers') ?? '', /content-type, authorization/);
    assert.equal(allowed.headers.get('access-control-allow-credentials'), null);
    const other = await preflight('https://app.example.evil.example');
    assert.equal(other.status, 403);
    assert.equal(other.headers.get('access-control-allow-origin'), null);
  });

  test('cost one statement per question of readers, and a transaction of their own when they ask', async (t) => {
    for (const { query } of QUESTIONS) {
      assert.equal(messages(await post(server.url, query)), ''); // connects, and plans
      const sent = t.mock.method(pg.Client.prototype, 'query');
      assert.equal(messages(await post(server.url, query)), '');
      assert.equal(sent.mock.callCount(), 1, query);
      assert.equal(messages(await post(server.url, query, {}, asOperator)), '');
      assert.equal(sent.mock.callCount(), 5, query); // begin, settings, question, commit
      sent.mock.restore();
    }
  });

  test('are answered as operators where the question is a large one, and readers as readers', async () => {
    const large = '{ roleOfSession mlPredictions(first: 2000) { nodes { id } } }';
    const roleFor = async (headers: Record<string, string>) =>
      (await post(server.url, large, {}, headers)).data?.roleOfSession;
    assert.equal(await roleFor(asOperator), 'pgaugur_operator');
    assert.equal(await roleFor({}), 'pgaugur_reader');
  });

  test('need a login of the server that may act as them', async () => {
    const login = `${new URL(database.url).pathname.slice(1)}_reader`;
    await admin.query(`create role ${login} login password 'secret'; grant pgaugur_reader to ${login}`);
    const url = Object.assign(new URL(database.url), { username: login, password: 'secret' });
    const reading = await start({ PGAUGUR_JWT_KEY: SECRET }, url.href);
    try {
      const answer = await post(
        reading.url,
        'mutation { pause(input: { symbol: "NEW" }) { result { isPaused } } }',
        {},
        asOperator,
      );
      assert.match(messages(answer), /the login of this server may not act as pgaugur_operator/);
      assert.equal(messages(await post(reading.url, '{ mlModels { totalCount } }')), '');
    } finally {
      await reading.close();
      await admin.query(`drop role ${login}`);
    }
  });

  test('and readers may be all that a server answers; nobody gets numbers of it, and no symbol', async () => {
    const closed = await start({ PGAUGUR_JWT_KEY: SECRET, PGAUGUR_ANONYMOUS: 'nothing' });
    try {
      const query = '{ baseInstruments { nodes { symbol } } }';
      assert.match(messages(await post(closed.url, query)), /^this server answers those whom it knows/);
      const client = createClient({ url: closed.url.replace('http', 'ws'), webSocketImpl: WebSocket });
      const overWebsocket = await client
        .iterate({ query })
        .next()
        .catch((refused: unknown) => refused);
      assert.doesNotMatch(JSON.stringify(overWebsocket), /JPM/);
      await client.dispose();
      const reader = { authorization: `Bearer ${await tokenOf('reader')}` };
      assert.match(JSON.stringify(await post(closed.url, query, {}, reader)), /JPM/);
      const metrics = await (await fetch(new URL('/metrics', closed.url))).text();
      assert.match(metrics, /^pgaugur_instruments\{/m);
      assert.doesNotMatch(metrics, /JPM/);
    } finally {
      await closed.close();
    }
  });

  test('may have a server answer a list of documents and nothing else', async () => {
    const list = join(folder, 'documents.json');
    await writeFile(list, JSON.stringify({ models: '{ mlModels { totalCount } }' }));
    const listed = await start({ PGAUGUR_DOCUMENTS: list });
    try {
      const sent = async (body: Record<string, unknown>) => {
        const response = await fetch(listed.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        return response.text();
      };
      const answer = '{"data":{"mlModels":{"totalCount":2}}}';
      assert.equal(await sent({ documentId: 'models' }), answer);
      assert.equal(await sent({ extensions: { persistedQuery: { sha256Hash: 'models' } } }), answer);
      assert.equal(await sent({ id: 'models', query: '{ __schema { types { name } } }' }), answer);
      assert.match(await sent({ query: '{ mlModels { totalCount } }' }), /its list alone, and no id was given/);
      assert.match(await sent({ documentId: 'toString' }), /\\"toString\\" is not one of them/);
      const client = createClient({ url: listed.url.replace('http', 'ws'), webSocketImpl: WebSocket });
      const refused = await client
        .iterate({ query: '{ mlModels { totalCount } }' })
        .next()
        .catch((errors: unknown) => errors);
      assert.match(JSON.stringify(refused), /its list alone/);
      await client.dispose();
    } finally {
      await listed.close();
    }
    await assert.rejects(start({ PGAUGUR_DOCUMENTS: join(folder, 'missing.json') }), /missing\.json is no JSON object/);
  });
});
