import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hidePassword, hidePasswords } from '../../src/env/hide_password.ts';
import { parseSettings, type SettingFlags } from '../../src/env/settings.ts';

describe('settings', () => {
  const complaint = (flags: SettingFlags, environment: NodeJS.ProcessEnv, message: string) =>
    assert.throws(() => parseSettings(flags, environment), { name: 'SettingError', message });

  test('a flag wins over the environment, which wins over the default', () => {
    const settings = parseSettings({ port: '1' }, { PGAUGUR_PORT: '2', PGAUGUR_POSTGRES_PORT: '3' });
    assert.deepEqual([settings.port, settings.postgresPort, settings.schema], [1, 3, 'stock_data']);
  });

  test('an empty variable counts as absent', () => {
    const settings = parseSettings({}, { PGAUGUR_PORT: '', DATABASE_URL: '' });
    assert.deepEqual([settings.port, settings.databaseUrl], [5678, undefined]);
  });

  test('what is wrong is named with its rule and the value', () => {
    const port = 'PGAUGUR_PORT (--port): must be a whole number from 0 to 65535, received';
    for (const value of ['abc', '65536', '-1', '1.5', '1e3'])
      complaint({}, { PGAUGUR_PORT: value }, `${port} "${value}"`);
    complaint(
      { concurrency: '0' },
      {},
      'PGAUGUR_CONCURRENCY (--concurrency): must be a whole number from 1 to 256, received "0"',
    );
    complaint(
      { logLevel: 'loud' },
      {},
      'PGAUGUR_LOG_LEVEL (--log-level): must be one of trace, debug, info, warn, error, fatal, silent, received "loud"',
    );
  });

  test('a schema is a plain name, and none of those that Postgres keeps for itself', () => {
    for (const [schema, rule] of [
      ['Market Data', 'must be a lower-case identifier of at most 50 letters, digits and underscores'],
      ['pg_mine', 'must not begin with pg_, which Postgres keeps for itself'],
      ['information_schema', 'must not be one of Postgres’ own'],
    ]) {
      complaint({ schema }, {}, `PGAUGUR_SCHEMA (--schema): ${rule}, received "${schema}"`);
    }
    assert.equal(parseSettings({ schema: 'public' }, {}).schema, 'public');
  });

  test('names under which the API may be asked are names, and its address an address', () => {
    const { allowedHosts, host } = parseSettings({ allowedHosts: 'Prices.Example.com, api_1' }, { PGAUGUR_HOST: '::' });
    assert.deepEqual([allowedHosts, host], [['prices.example.com', 'api_1'], '::']);
    assert.deepEqual(parseSettings({}, {}).allowedHosts, []);
    for (const name of ['a:80', '*', 'http://a', 'a,,b', 'a b', '-a', 'a.', '.a', 'a/b']) {
      complaint(
        { allowedHosts: name },
        {},
        `PGAUGUR_ALLOWED_HOSTS (--allowed-hosts): must be names of hosts, without a port, received "${name}"`,
      );
    }
    complaint(
      { host: 'localhost' },
      {},
      'PGAUGUR_HOST (--host): must be an IP address of this host, 0.0.0.0 or :: for all of them, received "localhost"',
    );
  });

  test('every wrong setting is named at once, and no password is shown', () => {
    complaint(
      { databaseUrl: 'mysql://u:secret@host/db', port: 'abc' },
      {},
      'DATABASE_URL (--database-url): must begin with postgres:// or postgresql://, received "mysql://u:***@host/db"\n' +
        'PGAUGUR_PORT (--port): must be a whole number from 0 to 65535, received "abc"',
    );
  });

  test('a character in a password that cuts the URL is said to be written otherwise, and not taken for a host', () => {
    const rule =
      'cannot be read as a URL: in a user name or password write # as %23, / as %2F, ? as %3F, @ as %40, : as %3A, % as %25';
    for (const password of ['a#b', 'a/b', 'a?b', '12#34', '1/2', '1?2', 'a[b/']) {
      complaint(
        {},
        { DATABASE_URL: `postgres://u:${password}@host/db` },
        `DATABASE_URL (--database-url): ${rule}, received "postgres://u:***@host/db"`,
      );
    }
    const taken = [
      'postgres://u:a%23b%2Fc@host/db',
      'postgres://u:p@ss:word@host/db',
      'postgres://u:50%x@host/db',
      'postgres://host/db?user=me@server&options=-csearch_path%3Da',
      'postgres://u@/db?host=/run/postgresql',
      'postgresql:///db',
      'postgres://u:p@[::1]:5432/db',
    ];
    for (const url of taken) assert.equal(parseSettings({}, { DATABASE_URL: url }).databaseUrl, url);
  });

  test('a port that is none is said to be one, and no password is blamed', () => {
    for (const url of [
      'postgres://u:***@host:99999/db',
      'postgres://u:***@host:54x2/db',
      'postgres://host:-1/db',
      'postgres://u:***@[::1]:0/db',
      'postgres://u@/db?host=/run/postgresql&port=abc',
    ]) {
      complaint(
        {},
        { DATABASE_URL: url.replace('***', 'secret') },
        `DATABASE_URL (--database-url): must have a number from 1 to 65535 as its port, behind the host and a colon, received "${url}"`,
      );
    }
  });

  test('several hosts are refused by that name: of those that libpq would try, node-postgres knows none', () => {
    for (const url of [
      'postgres://u:***@one,two/db',
      'postgres://u:***@one:5432,two:5433/db?target_session_attrs=read-write',
      'postgres://one,two',
      'postgres://u@/db?host=one,two',
      'postgres:///db?host=one%2Ctwo&port=5432,5433',
    ]) {
      complaint(
        {},
        { DATABASE_URL: url.replace('***', 'se,cret') },
        `DATABASE_URL (--database-url): must name one host: the primary server, or a name or proxy that leads to it, received "${url}"`,
      );
    }
    for (const url of ['postgres://u:a,b@host/d,b', 'postgres://host/db?user=a,b&options=-csearch_path%3Da,b']) {
      assert.equal(parseSettings({}, { DATABASE_URL: url }).databaseUrl, url);
    }
    assert.throws(() => parseSettings({}, { DATABASE_URL: 'postgres://u:a,b/c@host/db' }), /cannot be read as a URL/);
  });

  test('a password is hidden wherever a URL holds it', () => {
    assert.equal(hidePassword('postgres://u:p@ss/word@host/db'), 'postgres://u:***@host/db');
    assert.equal(
      hidePassword('postgres://host/db?user=u&password=secret&sslmode=require'),
      'postgres://host/db?user=u&password=***&sslmode=require',
    );
    assert.equal(hidePassword('postgres://u@host:5432/db'), 'postgres://u@host:5432/db');
    assert.equal(
      hidePassword('postgres://:secret@host/db?sslpassword=secret'),
      'postgres://:***@host/db?sslpassword=***',
    );
  });

  test('a password is hidden in a text that quotes URLs, and nothing else of it', () => {
    const quoting = (url: string) => `no file "${url}", got ${url}. Of ${url}: nothing, (${url}), ${url}`;
    for (const url of ['postgres://u:se,c.ret@host:5432/db', 'postgresql://host?user=u&password=secret']) {
      assert.equal(hidePasswords(quoting(url)), quoting(hidePassword(url)));
    }
    for (const url of [
      'postgres://…',
      'postgres://',
      'postgres://host:5432',
      'https://u:p@host/',
      'postgres://u:***@h/d',
    ]) {
      assert.equal(hidePasswords(quoting(url)), quoting(url));
    }
  });

  test('nor is it shown where a name, or how it is written, leads to another reading of the URL', () => {
    for (const [url, shown] of [
      ['postgres://joe@corp:secret@host/db', 'postgres://joe@corp:***@host/db'],
      ['postgres://joe@corp:se@cret@host:5432/db?user=a@b', 'postgres://joe@corp:***@host:5432/db?user=a@b'],
      ['postgres://jo/e:secret@host/db', 'postgres://jo/e:***@host/db'],
      ['postgres://u:secret\n@host/db', 'postgres://u:***@host/db'],
      ['postgres://u:secret', 'postgres://u:***'],
      ['postgres://host:5433/db', 'postgres://host:5433/db'],
      ['postgres://[::1]:5433/db', 'postgres://[::1]:5433/db'],
      ['postgres://host/db?%70assword=secret', 'postgres://host/db?%70assword=***'],
      [
        'postgres://host/db?user=u&password=se&cret&sslmode=require',
        'postgres://host/db?user=u&password=***&***&sslmode=require',
      ],
      ['postgres://host/db#u:secret', 'postgres://host/db#***'],
    ]) {
      assert.equal(hidePassword(url), shown);
    }
  });

  test('what was to be a URL and is none is not shown: a password may stand anywhere in it', () => {
    for (const databaseUrl of [
      'host=db user=u password=secret',
      'u:secret@host/db',
      'postgres:/u:secret@host/db',
      'db:5432:name:u:secret',
      'secret',
    ]) {
      complaint(
        { databaseUrl },
        {},
        'DATABASE_URL (--database-url): must begin with postgres:// or postgresql://, received "***"',
      );
    }
  });
});
