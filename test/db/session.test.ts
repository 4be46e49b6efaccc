import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, test } from 'node:test';
import pg from 'pg';
import { migrate } from '../../src/db/migrate.ts';
import { createClient, createPool } from '../../src/db/pool.ts';
import { statedSettings } from '../../src/db/session_settings.ts';
import { ownDatabase } from '../support/own_database.ts';
import { type Between, inTransactionMode, withoutOptions } from '../support/pooler.ts';
import { one } from '../support/rows.ts';

/** What a server sends that wants a login of this kind. */
function asksFor(mechanism: string): Buffer {
  const body = Buffer.from(`\0\0\0\x0a${mechanism}\0\0`, 'latin1');
  const head = Buffer.from('R\0\0\0\0', 'latin1');
  head.writeInt32BE(4 + body.length, 1);
  return Buffer.concat([head, body]);
}

describe('what a connection is', () => {
  const database = ownDatabase();
  const withOptions = (options: string): string => `${database.url}?options=${encodeURIComponent(options)}`;
  const IS = `select current_schema()::text as schema, current_user::text as role, current_setting('TimeZone') as zone,
                     current_setting('statement_timeout') as patience, current_setting('work_mem') as memory`;
  const ask = async (url: string, role?: 'pgaugur_reader') => {
    const client = createClient({ databaseUrl: url, schema: database.schema, role });
    await client.connect();
    try {
      return await one(client, IS);
    } finally {
      await client.end();
    }
  };
  const through = async (place: Promise<Between>, work: (url: string) => Promise<void>) => {
    const { url, close } = await place;
    try {
      await work(url);
    } finally {
      await close();
    }
  };

  test("options of the URL stay beside ours, which win where they have to: 'start' prints such a URL", async () => {
    const options = '-c search_path=public -c TimeZone=Asia/Tokyo -c statement_timeout=7s --work-mem=5MB';
    assert.deepEqual(await ask(withOptions(options), 'pgaugur_reader'), {
      schema: database.schema,
      role: 'pgaugur_reader',
      zone: 'UTC',
      patience: '7s',
      memory: '5MB',
    });
  });

  test('an option that Postgres refuses is said with where it stands, also behind a pooler that dropped it', async () => {
    await through(withoutOptions(withOptions('-c work_mem=much')), async (url) => {
      await assert.rejects(ask(url), {
        name: 'SessionError',
        message: /invalid value for parameter "work_mem": "much"\. Look at options in DATABASE_URL/,
      });
    });
  });

  test('a pooler that drops startup parameters drops nothing of it', async () => {
    await through(withoutOptions(withOptions('-c statement_timeout=7s -c work_mem=5MB')), async (url) => {
      const plain = new pg.Client({ connectionString: url });
      await plain.connect();
      assert.deepEqual((await plain.query('show work_mem')).rows, [{ work_mem: '4MB' }], 'the proxy drops options');
      await plain.end();
      const settled = { schema: database.schema, zone: 'UTC', patience: '7s', memory: '5MB' };
      assert.deepEqual(await ask(url, 'pgaugur_reader'), { ...settled, role: 'pgaugur_reader' });
      const pool = createPool({ databaseUrl: url, schema: database.schema, role: 'pgaugur_reader' });
      assert.deepEqual(await one(pool, IS), { ...settled, role: 'pgaugur_reader' });
      await pool.end();
    });
  });

  test('a server learns that its client is gone, unless the URL says otherwise', async () => {
    const check = async (options: string) => {
      let found: unknown;
      await through(withoutOptions(withOptions(options)), async (url) => {
        const client = createClient({ databaseUrl: url, schema: database.schema });
        await client.connect();
        found = (await one(client, 'show client_connection_check_interval')).client_connection_check_interval;
        await client.end();
      });
      return found;
    };
    assert.equal(await check('-c work_mem=5MB'), '1s');
    assert.equal(await check('-c client_connection_check_interval=3s'), '3s');
    await assert.rejects(check('-c client_connection_check_interval=never'), /invalid value for parameter .*"never"/);
  });

  test('migrate builds in its schema, whatever the URL and a pooler say', async () => {
    await through(withoutOptions(`${database.url}?options=-csearch_path%3Dpublic`), async (url) => {
      await migrate(url, 'elsewhere');
      const tables = `select count(*)::int as n from pg_class c where c.relnamespace = $1::regnamespace and relkind = 'r'`;
      const admin = await database.connect();
      assert.equal((await admin.query(tables, ['public'])).rows[0].n, 0);
      assert.ok((await admin.query(tables, ['elsewhere'])).rows[0].n > 20);
    });
  });

  test('a pooler that shares one server process among clients is refused with a sentence', async () => {
    await through(inTransactionMode(database.url), async (url) => {
      await assert.rejects(ask(url), { name: 'SessionError', message: /hands one server process to several clients/ });
    });
    await through(inTransactionMode(database.url), async (url) => {
      const pool = createPool({ databaseUrl: url, schema: database.schema });
      await assert.rejects(pool.query('select 1'), { name: 'SessionError' });
      await pool.end();
    });
  });

  test('a login that cannot go on is closed: it would keep the process alive, and the server from creating databases', {
    timeout: 60_000,
  }, async (t) => {
    const closed: Promise<unknown>[] = [];
    const server = createServer((socket) => {
      closed.push(once(socket, 'close'));
      socket.once('data', () => socket.write(asksFor('SCRAM-OF-TOMORROW')));
    });
    t.after(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address);
    const options = { databaseUrl: `postgres://somebody:secret@127.0.0.1:${address.port}/x`, schema: database.schema };
    const pool = createPool(options);
    for (const connect of [() => createClient(options).connect(), () => pool.connect()]) {
      await assert.rejects(connect(), { message: /^SASL: Only mechanism/ });
    }
    assert.equal(closed.length, 2);
    await Promise.all(closed);
    await pool.end();
  });

  test('a role that is not there, and one that the login may not take', async () => {
    const admin = await database.connect();
    const name = `nobody_${Date.now()}`;
    await admin.query(`create role ${name} login password 'secret'`);
    try {
      const url = new URL(database.url);
      url.username = name;
      url.password = 'secret';
      await assert.rejects(ask(url.href, 'pgaugur_reader'), {
        name: 'SessionError',
        message: new RegExp(`^${name} may not act as pgaugur_reader: .*grant pgaugur_reader to ${name}$`),
      });
    } finally {
      await admin.query(`drop role ${name}`);
    }
  });

  test('settings are read out of options as the server reads them', () => {
    const read = (options: string, rest = '') =>
      statedSettings(`postgres://h/d?options=${encodeURIComponent(options)}${rest}`, undefined);
    assert.deepEqual(read('-c a=1 -cb.c=2  --lock-timeout=3s endpoint=ep-1 -c d=x\\ y\\\\z'), [
      ['a', '1'],
      ['b.c', '2'],
      ['lock_timeout', '3s'],
      ['d', 'x y\\z'],
    ]);
    assert.deepEqual(read('', '&statement_timeout=5000'), [['statement_timeout', '5000']]);
    assert.deepEqual(statedSettings('postgres://h/d', '-c a=1'), [['a', '1']]);
    assert.deepEqual(statedSettings('postgres://u@/d?host=/tmp&options=-ca%3D2', '-c a=1'), [['a', '2']]);
  });
});
