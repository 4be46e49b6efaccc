import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { after, before, beforeEach, describe, test } from 'node:test';
import { watchOnce } from '../../src/alerts/watch.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column, value } from '../support/rows.ts';
import { until } from '../support/until.ts';

type Told = { readonly headers: IncomingMessage['headers']; readonly body: unknown };

describe('telling of alerts', () => {
  const database = ownDatabase();
  const db = database.client('pgaugur_worker');
  const admin = database.client();
  const listener = database.client();
  const heard: string[] = [];
  const told: Told[] = [];
  let answer: number;
  let endless: boolean;
  let hook: Server;
  let address: string;

  before(async () => {
    hook = createServer(async (request, response) => {
      told.push({ headers: request.headers, body: await json(request) });
      if (endless) {
        response.writeHead(200);
        const more = () => {
          while (response.write('x'.repeat(1_000_000)));
        };
        response.on('drain', more).on('error', () => {});
        more();
      } else if (answer > 0) response.writeHead(answer, { location: 'https://example.com/' }).end();
      else request.socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(hook, 'listening');
    const at = hook.address();
    assert.ok(typeof at === 'object' && at);
    address = `http://127.0.0.1:${at.port}/hook?key=secret`;
    listener.on('notification', ({ payload }) => heard.push(payload ?? ''));
    await listener.query('listen stock_data_alerts');
  });
  after(() => hook.close());
  beforeEach(async () => {
    answer = 204;
    endless = false;
    told.length = 0;
    heard.length = 0;
    await admin.query(`
      delete from ml_alerts; delete from ml_alert_hooks;
      update ml_alert_rules set is_enabled = name = 'workers gone', holds_for = '0'`);
    await admin.query("insert into ml_alert_hooks (name, url, sends_token) values ('hook', $1, true)", [address]);
  });
  const again = () => admin.query('update ml_alert_deliveries set next_attempt_at = clock_timestamp()');

  test('what is raised is heard by who listens, and posted once, with the token', async () => {
    const { changed, delivered } = await watchOnce(db, 'token');
    assert.deepEqual([changed.map(({ rule }) => rule), delivered], [['workers gone'], 1]);
    const [{ headers, body }] = told;
    const id = changed[0].id;
    assert.equal(headers.authorization, 'Bearer token');
    assert.match(String(headers['idempotency-key']), /^pgaugur-alerts-\d+$/);
    assert.deepEqual(body, await value(admin, 'select payload from ml_alert_deliveries'));
    await until(async () => heard.length > 0, 'the notification');
    assert.deepEqual(heard, [JSON.stringify({ ids: [id], raised: 1, resolved: 0 }).replaceAll(/([:,])/g, '$1 ')]);

    assert.deepEqual(await watchOnce(db, 'token'), { changed: [], delivered: 0, failed: 0 });
    assert.equal(told.length, 1);
    await admin.query('update ml_alert_rules set is_enabled = false');
    assert.equal((await watchOnce(db, 'token')).changed[0].state, 'resolved');
    assert.equal(told.length, 2);
  });

  test('what does not arrive is posted again under the same key, and why is kept without the address', async () => {
    for (const [status, error] of [
      [500, 'it answered with status 500'],
      [302, 'it answered with status 302'],
      [0, 'it does not answer: UND_ERR_SOCKET'],
    ] as const) {
      answer = status;
      const { failed } = await watchOnce(db, 'token');
      assert.equal(failed, 1);
      assert.deepEqual(await column(admin, 'select last_error from ml_alert_deliveries'), [error]);
      await again();
    }
    answer = 200;
    assert.equal((await watchOnce(db, 'token')).delivered, 1);
    assert.equal(new Set(told.map(({ headers }) => headers['idempotency-key'])).size, 1);
    assert.deepEqual(
      await column(admin, 'select attempts from ml_alert_deliveries where delivered_at is not null'),
      [4],
    );
  });

  test('without the token that a hook asks for nothing is posted, and one that asks for none gets none', async () => {
    assert.equal((await watchOnce(db, undefined)).failed, 1);
    assert.match(await value(admin, 'select last_error from ml_alert_deliveries'), /^PGAUGUR_ALERT_TOKEN is not set/);
    assert.equal(told.length, 0);
    await admin.query('update ml_alert_hooks set sends_token = false');
    await again();
    assert.equal((await watchOnce(db, 'token')).delivered, 1);
    assert.equal(told[0].headers.authorization, undefined);
  });

  test('a hook that is away keeps nobody from evaluating, nor another hook from being told', async () => {
    await admin.query("insert into ml_alert_hooks (name, url) values ('away', 'http://127.0.0.1:1/')");
    const { changed, delivered, failed } = await watchOnce(db, 'token');
    assert.deepEqual([changed.length, delivered, failed], [1, 1, 1]);
  });

  test('one that never answers takes no place of another, however much it was not told', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const at = silent.address();
    assert.ok(typeof at === 'object' && at);
    try {
      await admin.query("insert into ml_alert_hooks (name, url) values ('silent', $1)", [
        `http://127.0.0.1:${at.port}/`,
      ]);
      await admin.query(`
        insert into ml_alert_deliveries (hook_name, payload, next_attempt_at)
        select 'silent', '{}', clock_timestamp() - interval '1 hour' from generate_series(1, 30)`);
      const { delivered, failed } = await watchOnce(db, 'token', 500);
      assert.deepEqual([delivered, failed, told.length], [1, 5, 1]);
      assert.deepEqual(
        await column(
          admin,
          "select distinct last_error from ml_alert_deliveries where attempts > 0 and hook_name = 'silent'",
        ),
        ['it does not answer: no answer within 0.5 s'],
      );
      assert.equal(
        await value(
          admin,
          'select bool_and(next_attempt_at > clock_timestamp()) from ml_alert_deliveries where attempts > 0',
        ),
        true,
        'nothing is due again while it is being tried',
      );
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });

  test('rules that cannot be evaluated keep back nothing that hooks are to be told', async () => {
    await admin.query("insert into ml_alert_deliveries (hook_name, payload) values ('hook', '{}')");
    await admin.query('alter view alert_conditions rename to conditions_gone');
    try {
      await assert.rejects(watchOnce(db, 'token'), /alert_conditions/);
    } finally {
      await admin.query('alter view conditions_gone rename to alert_conditions');
    }
    assert.equal(told.length, 1);
  });

  test('of an answer without an end nothing is read but its status', async () => {
    answer = 200;
    endless = true;
    assert.equal((await watchOnce(db, 'token')).delivered, 1);
  });

  test('two that evaluate at the same time raise one alert', async () => {
    const other = await database.connect({ role: 'pgaugur_worker' });
    const both = await Promise.all([watchOnce(db, 'token'), watchOnce(other, 'token')]);
    assert.equal(both[0].changed.length + both[1].changed.length, 1);
    assert.equal(told.length, 1);
  });
});
