import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { explainConnectionError } from '../../../src/cli/host/database.ts';
import { migrateCommand } from '../../../src/cli/migrate/command.ts';
import { partitionCommand } from '../../../src/cli/partition/command.ts';
import { pauseCommand } from '../../../src/cli/pause/command.ts';
import { statusCommand } from '../../../src/cli/status/command.ts';
import { driverUrl } from '../../../src/env/database_url.ts';
import { hidePassword } from '../../../src/env/hide_password.ts';
import { parseSettings } from '../../../src/env/settings.ts';
import type { Installation } from '../../support/database.ts';
import { createLogin } from '../../support/login.ts';
import { ownDatabase } from '../../support/own_database.ts';
import { ownFolder } from '../../support/own_folder.ts';
import { selfSignedServer } from '../../support/self_signed.ts';
import { pgaugur, runCommand } from '../support.ts';

describe('a database that cannot be used', () => {
  const database = ownDatabase();
  const folder = ownFolder();

  const elsewhere = (change: (url: URL) => void): Installation => {
    const url = new URL(database.url);
    change(url);
    return { ...database, url: url.href };
  };
  const explained = (code: string, message: string): unknown =>
    explainConnectionError(
      Object.assign(new Error(message), { code }),
      parseSettings({ databaseUrl: 'postgres://u:secret@host/db' }, {}),
    );

  test('start where nothing listens: one sentence, and no sign of success before it', async () => {
    const nowhere = elsewhere((url) => {
      url.port = '1';
    });
    const { code, stdout, stderr } = await pgaugur(nowhere, 'start', '--once');
    assert.deepEqual([code, stdout], [1, '']);
    assert.equal(
      stderr,
      `pgaugur: no connection to ${hidePassword(nowhere.url)}: nothing listens there (ECONNREFUSED)\n`,
    );
  });

  test('a DATABASE_URL in the place of something else is quoted without its password', async () => {
    const url = 'postgres://u:topsecret@host/db';
    const wrong = [
      ['migrate', url],
      [`--database-ulr=${url}`],
      ['runs', '--limit', url],
      ['worker', '--only', url],
      ['pause', url],
      ['score', 'x.csv', '--model', url],
    ];
    for (const { code, stdout, stderr } of await Promise.all(wrong.map((args) => pgaugur(database, ...args)))) {
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /postgres:\/\/u:\*\*\*@host\/db/);
      assert.doesNotMatch(stderr, /topsecret/);
    }
  });

  test('a wrong password and a database that does not exist', async (t) => {
    const wrong = elsewhere((url) => {
      url.password = 'wrong';
    });
    await assert.rejects(runCommand(t, statusCommand(), wrong), {
      name: 'UserError',
      message: `no connection to ${hidePassword(wrong.url)}: password authentication failed for user "postgres" (28P01). Check user and password in DATABASE_URL; # / ? % in them are written %23 %2F %3F %25`,
    });
    const absent = elsewhere((url) => {
      url.pathname = '/absent';
    });
    await assert.rejects(runCommand(t, statusCommand(), absent), {
      name: 'UserError',
      message: `no connection to ${hidePassword(absent.url)}: database "absent" does not exist (3D000). Create it, or name another one in DATABASE_URL`,
    });
  });

  test('a host that cannot be reached is said in our words', () => {
    for (const code of ['ENOTFOUND', 'EHOSTUNREACH', 'ETIMEDOUT', 'EAI_AGAIN']) {
      const error = explained(code, 'getaddrinfo');
      assert.ok(error instanceof Error && error.name === 'UserError');
      assert.match(
        error.message,
        new RegExp(`^no connection to postgres://u:\\*{3}@host/db: (the|no) .* \\(${code}\\)$`),
      );
      assert.doesNotMatch(error.message, /getaddrinfo/);
    }
  });

  test('a login that is not let in, and a missing right, are said in the words of the server', () => {
    const message = (code: string, text: string): string => String(explained(code, text));
    assert.equal(
      message('28000', 'role "u" is not permitted to log in'),
      'UserError: no connection to postgres://u:***@host/db: role "u" is not permitted to log in (28000)',
    );
    assert.equal(
      message('42501', 'must be owner of table prices'),
      'UserError: postgres://u:***@host/db: permission denied: must be owner of table prices (42501)',
    );
    assert.equal(
      message('42501', 'permission denied for schema stock_data'),
      'UserError: postgres://u:***@host/db: permission denied for schema stock_data (42501). Rights come with the roles pgaugur_reader, pgaugur_operator and pgaugur_worker: grant one to this login',
    );
    assert.match(
      message('42501', 'permission denied for function pause'),
      /pause \(42501\)\. What starts, .* is for operators: grant pgaugur_operator to this login$/,
    );
  });

  test('who may not do what a command does is told whose it is', async (t) => {
    const client = await database.connect();
    const { url, drop } = await createLogin(client, database, 'pgaugur_reader');
    const asReader = { ...database, url };
    try {
      for (const command of [migrateCommand(), partitionCommand()]) {
        const flags = command.name() === 'partition' ? ['--partitions', '2'] : [];
        await assert.rejects(
          runCommand(t, command, asReader, ...flags),
          /This is for the login that owns the schema, the one that ran pgaugur migrate first$/m,
        );
      }
      await assert.rejects(
        runCommand(t, pauseCommand(), asReader, 'AAA'),
        /permission denied for function pause .*: grant pgaugur_operator to this login$/m,
      );
    } finally {
      await drop();
    }
  });

  test('an option in the URL that Postgres refuses is said with where it stands', () => {
    const refused = (code: string, severity: string) =>
      explainConnectionError(
        Object.assign(new Error('invalid value for parameter "work_mem": "much"'), { code, severity }),
        parseSettings({ databaseUrl: 'postgres://u:p@host/db' }, {}),
      );
    assert.match(
      String(refused('22023', 'FATAL')),
      /no connection to .*: invalid value .*"much" \(22023\)\. Look at options in DATABASE_URL/,
    );
    assert.doesNotMatch(String(refused('22023', 'ERROR')), /options in DATABASE_URL/, 'an error of a query');
  });

  test('a certificate that nobody signed, and a server without TLS: what to write into the URL', async (t) => {
    const server = await selfSignedServer();
    t.after(server.close);
    const signedByItself = elsewhere((url) => {
      url.port = String(server.port);
      url.searchParams.set('sslmode', 'verify-full');
    });
    await assert.rejects(runCommand(t, statusCommand(), signedByItself), {
      name: 'UserError',
      message:
        `no connection to ${hidePassword(signedByItself.url)}: the server's certificate is signed by no authority that is ` +
        'known here (DEPTH_ZERO_SELF_SIGNED_CERT). Name the authority with ?sslrootcert=/path/to/ca.pem in DATABASE_URL; ' +
        '?sslmode=no-verify encrypts without checking who answers',
    });
    const withoutTls = elsewhere((url) => url.searchParams.set('sslmode', 'verify-full'));
    await assert.rejects(runCommand(t, statusCommand(), withoutTls), {
      name: 'UserError',
      message:
        `no connection to ${hidePassword(withoutTls.url)}: the server does not speak TLS. ` +
        'Remove sslmode from DATABASE_URL, or turn ssl on in the server',
    });
    const noFile = elsewhere((url) => url.searchParams.set('sslrootcert', '/absent/ca.pem'));
    await assert.rejects(runCommand(t, statusCommand(), noFile), {
      name: 'UserError',
      message: /there is no file \/absent\/ca\.pem \(ENOENT\)\. Check sslrootcert/,
    });
  });

  test('a missing password, and a database that may only be read', async (t) => {
    const silent = elsewhere((url) => {
      url.password = '';
    });
    await assert.rejects(runCommand(t, statusCommand(), silent), {
      name: 'UserError',
      message: /: (the server asks for a password|password authentication failed).*\. Check user and password/,
    });
    const readOnly = elsewhere((url) => url.searchParams.set('options', '-c default_transaction_read_only=on'));
    const { code, stderr } = await pgaugur({ ...readOnly, schema: 'new_one' }, 'migrate');
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^pgaugur: \S+: cannot execute .* in a read-only transaction \(25006\)\. The options of DATABASE_URL, or PGOPTIONS, ask for that: remove default_transaction_read_only\n$/,
    );
    assert.match(
      String(explained('25006', 'cannot execute CREATE SCHEMA in a read-only transaction')),
      / is read-only: .* \(25006\)\. It is a standby, or was set so: connect to the primary server$/,
    );
  });

  test('a time limit that the URL states, and that ends what was asked, is named', async (t) => {
    // An answer may be fast enough, but not always.
    const asked = async (parameters: string): Promise<void> => {
      const hasty = { ...database, url: `${database.url}?${parameters}` };
      for (let round = 0; round < 50; round++) await runCommand(t, statusCommand(), hasty);
    };
    const message =
      /\(57014\)\. DATABASE_URL, or PGOPTIONS, asks for statement_timeout = 1(ms)?: raise it or remove it$/;
    await assert.rejects(asked('statement_timeout=1'), { name: 'UserError', message });
    await assert.rejects(asked('options=-c%20statement_timeout%3D1ms'), { name: 'UserError', message });
    await assert.rejects(asked('query_timeout=1'), {
      name: 'UserError',
      message: /an answer took longer than query_timeout\. Raise it in DATABASE_URL, or remove it$/,
    });
  });

  test('a socket that is not there', async (t) => {
    const socket = { ...database, url: 'postgres://postgres@/postgres?host=/absent/postgresql' };
    await assert.rejects(runCommand(t, statusCommand(), socket), {
      name: 'UserError',
      message:
        /there is no such socket \(ENOENT\)\. Check the folder of the socket in DATABASE_URL \(host=\), and that Postgres runs$/,
    });
  });

  test('TLS that fails for a reason of its own is said with it', () => {
    assert.match(
      String(explained('ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number')),
      /: TLS failed: wrong version/,
    );
    assert.match(String(explained('CERT_NOT_YET_VALID', 'x')), /is not valid yet .*Check the clocks of both/);
  });

  test('whatever is wrong with the TLS parameters of a URL is a sentence that names them', async (t) => {
    const server = await selfSignedServer();
    t.after(server.close);
    const junk = join(folder, 'junk.pem');
    await writeFile(junk, 'no certificate');
    for (const [parameters, said] of [
      ['sslmode=verify-full&sslrootcert=/', /a file that it names is a folder \(EISDIR\)\. Check sslrootcert, sslcert/],
      [
        `sslmode=no-verify&sslcert=${junk}&sslkey=${junk}`,
        /TLS cannot begin: .*\(ERR_OSSL_.*Check sslrootcert, sslcert/,
      ],
      ['uselibpqcompat=true&sslmode=verify-ca', /no authority is named\. Name it with \?sslrootcert=/],
      ['sslnegotiation=foo', /sslnegotiation is postgres, or direct/],
      ['sslmode=require', /signed by no authority .*\(DEPTH_ZERO_SELF_SIGNED_CERT\)/],
    ] as const) {
      const url = `${database.url.replace(/:\d+\//, `:${server.port}/`)}?${parameters}`;
      await assert.rejects(runCommand(t, statusCommand(), { ...database, url }), { name: 'UserError', message: said });
    }
  });

  test('a mode of TLS that node-postgres takes for verify-full is said so to it, which warns of nothing then', () => {
    const h = 'postgres://u:sslmode=require@h/d?';
    for (const mode of ['prefer', 'require', 'verify-ca']) {
      assert.equal(driverUrl(`${h}a=b&sslmode=${mode}&c=d`), `${h}a=b&sslmode=verify-full&c=d`);
      assert.equal(driverUrl(`${h}sslmode=${mode}`), `${h}sslmode=verify-full`);
    }
    for (const kept of ['sslmode=disable', 'sslmode=no-verify', 'uselibpqcompat=true&sslmode=require']) {
      assert.equal(driverUrl(h + kept), h + kept);
    }
  });

  test('a connection that the server ends is said with its words, and with what ended it where that is not plain', () => {
    assert.match(
      String(explained('57P01', 'terminating connection due to administrator command')),
      /^UserError: no connection to .*@host\/db: terminating connection due to administrator command \(57P01\)$/,
    );
    assert.match(
      String(explained('57P05', 'terminating connection due to idle-session timeout')),
      /idle-session timeout \(57P05\)\. Raise idle_session_timeout of the database or the login/,
    );
  });

  test('any other error stays what it is', () => {
    const error = Object.assign(new Error('syntax error'), { code: '42601' });
    assert.equal(explainConnectionError(error, parseSettings({}, {})), error);
  });
});
