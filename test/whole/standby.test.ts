import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { buildSchema } from 'graphql';
import { createClient } from 'graphql-ws';
import pg from 'pg';
import { WebSocket } from 'ws';
import { migrate } from '../../src/db/migrate.ts';
import { pgaugur } from '../cli/support.ts';
import { everythingOf } from '../server/everything_of.ts';
import { insertForecasts } from '../server/forecasts.ts';
import { EXECUTABLE } from '../support/executable.ts';
import { ask, post } from '../support/graphql.ts';
import { temporaryFolder } from '../support/server.ts';
import { type Pair, startPair } from '../support/standby.ts';
import { until } from '../support/until.ts';
import { startBrowser, unlessBrowser } from '../web/browser.ts';

const schema = 'stock_data';

describe('a server on a hot standby', () => {
  let folder: string;
  let pair: Pair;
  let serving: ChildProcess;
  let printed = '';
  let url: string;

  before(async () => {
    folder = await temporaryFolder();
    pair = await startPair(folder, async (primary) => {
      await migrate(primary, schema);
      await insertForecasts({ url: primary, schema });
    });
    serving = spawn(process.execPath, [EXECUTABLE, 'serve', '--port', '0'], {
      env: { ...process.env, DATABASE_URL: pair.standby, PGAUGUR_SCHEMA: schema },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    serving.stdout?.on('data', (chunk) => {
      printed += chunk;
    });
    await until(async () => printed.includes('read-only'), `serve on ${pair.version} to print`);
    url = /GraphQL (\S+)/.exec(printed)?.[1] ?? '';
  });

  after(async () => {
    serving.kill('SIGINT');
    await once(serving, 'exit');
    await pair.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const onPrimary = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: pair.primary, options: `-c search_path=${schema}` });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };

  test('says that it is read-only', () => {
    assert.match(printed, /^Standby read-only: it answers queries, a moment behind its primary/m);
  });

  test('answers every list of the API', async () => {
    const api = buildSchema(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8'));
    for (const { query, mayFail } of everythingOf(api)) {
      const { errors = [] } = await post(url, query);
      if (!mayFail) assert.deepEqual(errors, [], query);
      for (const { message } of errors) assert.doesNotMatch(message, /read-only|recovery|internal/, query);
    }
  });

  /** The first answer to a subscription. */
  const subscribed = async () => {
    const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
    try {
      const messages = client.iterate({ query: 'subscription { runs { readAgain } }' });
      return JSON.stringify(await messages.next().catch((errors: unknown) => errors));
    } finally {
      await client.dispose();
    }
  };

  test('says that there are no subscriptions, and what to do', async () => {
    assert.match(await subscribed(), /a standby, where subscriptions are not available: read again from time to time/);
  });

  test('asks for nothing that a standby cannot do, as LISTEN', async () => {
    assert.doesNotMatch(await pair.standbyLog(), /cannot execute/);
  });

  test('shows what the primary wrote a moment ago', async () => {
    await onPrimary("insert into base_instruments (id, symbol, name) values (3, 'LATER', 'Listed later')");
    await pair.caughtUp();
    const found = await ask(url, '{ baseInstruments(filter: {symbol: {equalTo: "LATER"}}) { nodes { name } } }');
    assert.deepEqual(found, { baseInstruments: { nodes: [{ name: 'Listed later' }] } });
  });

  test('the page says that it asks by itself, and why, and shows what the primary has written', {
    skip: unlessBrowser,
  }, async () => {
    const browser = await startBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(new URL('/', url).href);
      const state = page.getByText('Live, by asking');
      await state.waitFor();
      await until(
        async () => /a standby, where subscriptions are not available/.test((await state.getAttribute('title')) ?? ''),
        'the page to be told why',
        30,
      );
      await page.getByRole('row', { name: /JPM/ }).waitFor();
      await onPrimary(
        `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price, volume)
         values (1, '2024-01-05', 104, 106, 103, 105, 1000)`,
        `insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
          predicted_class, prediction_probability, trading_signal, signal_strength, origin)
        select model_id, instrument_id, prediction_date + 1, target_date + 1, 0, false, 0.417, 'HOLD', 0.1, 'live'
        from latest_predictions where symbol = 'JPM'`,
      );
      await page.getByRole('row', { name: /JPM.*41\.7/ }).waitFor();
    } finally {
      await browser.close();
    }
  });

  test('status reads there, too; what writes says that it is a standby', async () => {
    const on = { url: pair.standby, schema };
    assert.match((await pgaugur(on, 'status', '--json')).stdout, /"symbol": ?"JPM"/);
    assert.match((await pgaugur(on, 'doctor')).stdout.replace(/\s+/g, ' '), / a standby: it answers serve, status /);
    for (const command of [['worker'], ['migrate'], ['retry', '1']]) {
      const { code, stderr } = await pgaugur(on, ...command);
      assert.equal(code, 1, command[0]);
      assert.match(stderr, /is read-only: .*It is a standby.*connect to the primary server/, command[0]);
    }
  });

  test('answers, and is healthy and ready, while the primary is away, and follows it when it is back', async () => {
    const statusOf = async (path: string) => (await fetch(new URL(path, url))).status;
    const named = '{ baseInstruments(filter: {symbol: {equalTo: "AFTER"}}) { nodes { name } } }';
    await pair.withoutPrimary(async () => {
      for (const path of ['/healthz', '/readyz', '/metrics', '/']) assert.equal(await statusOf(path), 200, path);
      assert.deepEqual(await ask(url, named), { baseInstruments: { nodes: [] } });
      const { code, stdout } = await pgaugur({ url: pair.standby, schema }, 'status', '--json');
      assert.equal(code, 0);
      assert.match(stdout, /"symbol": ?"JPM"/);
    });
    await onPrimary("insert into base_instruments (id, symbol, name) values (4, 'AFTER', 'Listed after that')");
    await pair.caughtUp();
    assert.deepEqual(await ask(url, named), { baseInstruments: { nodes: [{ name: 'Listed after that' }] } });
    assert.equal(await statusOf('/readyz'), 200);
  });

  test('goes on when the standby becomes a primary', async () => {
    await pair.promote();
    const { errors } = await post(url, '{ latestPredictions { nodes { symbol } } }');
    assert.equal(errors, undefined);
    assert.match(await subscribed(), /"readAgain":"the subscription has begun"/);
  });
});
