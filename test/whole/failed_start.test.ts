import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, afterEach, before, describe, test } from 'node:test';
import { hidePassword } from '../../src/env/hide_password.ts';
import { startEmbeddedPostgres } from '../../src/postgres/embedded.ts';
import { connectionsToStart, connectionsToWork } from '../../src/queues/connections.ts';
import { pgaugur } from '../cli/support.ts';
import { EXECUTABLE } from '../support/executable.ts';
import { createLimitedLogin, type LimitedLogin } from '../support/login.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { freePort } from '../support/ports.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';
import { databaseUrl, SCHEMA, TEMPLATE } from '../support/template.ts';
import { until } from '../support/until.ts';

type Started = {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it has printed so far. */
  readonly output: { readonly text: string };
  /** What it said on stderr, when it has ended. */
  readonly said: Promise<string>;
  readonly exited: Promise<unknown>;
};

describe('a process that cannot start ends with a sentence', () => {
  const lab = ownLaboratory();
  let login: LimitedLogin;
  before(async () => {
    login = await createLimitedLogin(lab.db, lab);
  });
  lab.beforeDrop(() => login.drop());

  const start = ['start', '--no-sample', '--port', '0'];
  for (const [schema, command] of [
    ['stock_data_boss', ['worker']],
    ['stock_data_worker', start],
  ] as const) {
    test(`${command[0]} without rights on ${schema}`, async () => {
      await lab.db.query(`revoke usage on schema ${schema} from pgaugur_worker`);
      try {
        const { code, stdout, stderr } = await pgaugur(lab, ...command);
        assert.equal(code, 1);
        assert.doesNotMatch(stdout, /ready/);
        assert.equal(
          stderr,
          'pgaugur: role pgaugur_worker lacks rights that a worker needs. Let their owner run: ' +
            `grant usage on schema ${schema} to pgaugur_worker\n`,
        );
      } finally {
        await lab.db.query(`grant usage on schema ${schema} to pgaugur_worker`);
      }
    });
  }

  test('start in a folder that cannot be used, or on a port of Postgres that is taken, says which', async (t) => {
    const folder = await temporaryFolder();
    t.after(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'file');
    await writeFile(file, '');
    await mkdir(join(folder, 'foreign', 'postgres'), { recursive: true });
    await writeFile(join(folder, 'foreign', 'postgres', 'theirs.txt'), '');
    const server = createServer();
    t.after(() => server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    for (const [environment, says] of [
      [{ PGAUGUR_DIR: file }, /^pgaugur: the folder .*file for the embedded Postgres cannot be made \(PGAUGUR_DIR\): /],
      [{ PGAUGUR_DIR: join(folder, 'foreign') }, /^pgaugur: .*initdb failed: .*exists but is not empty/],
      [
        { PGAUGUR_DIR: join(folder, 'new'), PGAUGUR_POSTGRES_PORT: String(address.port) },
        /^pgaugur: port \d+ for Postgres is taken \(PGAUGUR_POSTGRES_PORT\)$/m,
      ],
    ] as const) {
      const child = spawn(process.execPath, [EXECUTABLE, 'start', '--no-sample', '--port', '0'], {
        env: { ...process.env, DATABASE_URL: '', ...environment },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
      assert.equal(code, 1);
      assert.match(said, says);
      assert.doesNotMatch(said, /\n {4}at /, 'no stack');
    }
  });

  test('a worker with too few connections says what it needs; beside it a healthy one works on at once', async () => {
    const healthy = await lab.startWorker();
    await login.allow(connectionsToStart(2) - 1);
    const { code, stdout, stderr } = await pgaugur({ ...lab, url: login.url }, 'worker', '--concurrency', '2');
    assert.deepEqual([code, stdout], [1, '']);
    assert.equal(
      stderr,
      `pgaugur: too few connections to ${hidePassword(login.url)}: too many connections for role "${login.name}" (53300). ` +
        `A worker with --concurrency 2 needs ${connectionsToStart(2)} to start and opens up to ${connectionsToWork(2)}: ` +
        'allow more, or lower --concurrency\n',
    );
    await login.gone();
    const instrument = await addInstrument(lab.db, 'AAA');
    await insertBars(lab.db, instrument, 5);
    await lab.idle(30);
    const tasks = await lab.db.query('select attempt, status, errors from ml_pipeline_tasks');
    assert.deepEqual(tasks.rows, [{ attempt: 1, status: 'skipped', errors: [] }]);
    await healthy.stop();
  });

  test('serve with too few connections', async () => {
    await login.allow(0);
    const { code, stderr } = await pgaugur({ ...lab, url: login.url }, 'serve', '--port', '0');
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^pgaugur: too few connections to .*: too many connections for role "\w+" \(53300\)\. The API opens up to 20\n$/,
    );
  });

  test('start whose port is taken ends its worker too', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    assert.ok(typeof address === 'object' && address);
    const { code, stderr } = await pgaugur(lab, 'start', '--no-sample', '--port', String(address.port));
    other.close();
    assert.equal(code, 1);
    assert.match(stderr, /^pgaugur: port \d+ is taken: [^\n]+\n$/);
    assert.equal((await lab.db.query('select from ml_worker_pools')).rowCount, 0);
  });
});

describe('Postgres is down when a process starts', () => {
  let folder: string;
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
  const children: Started[] = [];
  before(async () => {
    folder = await temporaryFolder();
    server = await startTestServer(folder);
  });
  afterEach(async () => {
    for (const { child, exited } of children.splice(0)) {
      child.kill('SIGKILL');
      await exited;
    }
  });
  after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const run = (...args: string[]): Started => {
    const url = databaseUrl(server.url, TEMPLATE);
    const child = spawn(process.execPath, [EXECUTABLE, ...args], {
      env: { ...process.env, DATABASE_URL: url, PGAUGUR_SCHEMA: SCHEMA, PGAUGUR_LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { text: '' };
    child.stdout.on('data', (chunk) => {
      output.text += chunk;
    });
    const said = text(child.stderr);
    const started = { child, url, output, said, exited: once(child, 'exit').then(([code]) => code) };
    children.push(started);
    return started;
  };
  const nothingListens = (url: string) =>
    `pgaugur: no connection to ${hidePassword(url)}: nothing listens there (ECONNREFUSED)\n`;
  const waiting = ({ output, url }: Started) =>
    until(async () => output.text === `waiting for ${hidePassword(url)} …\n`, 'the process to wait');

  test('it exits at once; with --wait it waits so long; asked to end meanwhile, it ends', async () => {
    await server.stop();
    try {
      for (const command of ['worker', 'serve']) {
        const atOnce = run(command);
        assert.deepEqual([await atOnce.exited, await atOnce.said], [1, nothingListens(atOnce.url)]);
        assert.equal(atOnce.output.text, '');

        const limited = run(command, '--wait', '1');
        assert.deepEqual([await limited.exited, await limited.said], [1, nothingListens(limited.url)]);
        assert.equal(limited.output.text, `waiting for ${hidePassword(limited.url)} …\n`);

        const patient = run(command, '--wait');
        await waiting(patient);
        patient.child.kill('SIGTERM');
        assert.deepEqual([await patient.exited, await patient.said], [0, '']);
      }
    } finally {
      server = await startEmbeddedPostgres(folder, server.port);
    }
  });

  test('with --wait it starts when Postgres is there; probes say so, and when Postgres goes and comes back; logs have no password', async () => {
    await server.stop();
    const healthPort = await freePort();
    const loud = ['--log-level', 'trace'];
    const [worker, api] = [
      run('worker', '--wait', '--concurrency', '1', '--health-port', String(healthPort), ...loud),
      run('serve', '--wait', '60', '--port', '0', ...loud),
    ];
    const probe = async (base: string, path: string) => {
      const response = await fetch(`${base}${path}`);
      return `${response.status} ${await response.text()}`.trim();
    };
    const health = `http://127.0.0.1:${healthPort}`;
    try {
      await Promise.all([waiting(worker), waiting(api)]);
      assert.equal(await probe(health, '/healthz'), '200 {"healthy":true}');
      const starting = '503 {"ready":false,"database":"not asked","reason":"the worker is starting"}';
      assert.equal(await probe(health, '/readyz'), starting);
      assert.equal(await probe(health, '/metrics'), '404');
    } finally {
      server = await startEmbeddedPostgres(folder, server.port);
    }
    await until(async () => worker.output.text.includes('worker ready'), 'the worker to be ready');
    await until(async () => api.output.text.includes('GraphQL http'), 'the API to be there');
    const bases = [health, /http:\/\/[\d.:]+/.exec(api.output.text)?.[0] ?? assert.fail(api.output.text)];
    const allSay = (what: RegExp) =>
      until(
        async () => (await Promise.all(bases.map((base) => probe(base, '/readyz')))).every((said) => what.test(said)),
        `both to say ${what}`,
        30,
      );
    await allSay(/^200 \{"ready":true,"database":"ok","schemaVersion":"\d{4}-[0-9a-f]{8}"\}$/);
    await server.stop();
    try {
      await allSay(/^503 \{"ready":false,"database":"no answer","reason":"the database does not answer[^"]*"\}$/);
      for (const base of bases) assert.equal(await probe(base, '/healthz'), '200 {"healthy":true}');
    } finally {
      server = await startEmbeddedPostgres(folder, server.port);
    }
    await allSay(/^200 /);
    for (const { child, exited, url, output, said } of [worker, api]) {
      child.kill('SIGTERM');
      assert.equal(await exited, 0);
      const { password } = new URL(url);
      const printed = output.text + (await said);
      assert.ok(password.length > 5 && !printed.includes(password), printed);
      if (child === worker.child) assert.match(printed, /"msg":"pg-boss reported an error"/);
    }
  });

  test('--wait wants a whole number of seconds', async () => {
    const { exited, said } = run('worker', '--wait', 'long');
    assert.deepEqual(
      [await exited, await said],
      [1, 'pgaugur: --wait: must be a whole number of seconds, received "long"\n'],
    );
  });
});
