import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { isAlive } from '../../src/postgres/process_lock.ts';
import { createTestDatabase } from '../support/database.ts';
import { EXECUTABLE } from '../support/executable.ts';
import { temporaryFolder } from '../support/server.ts';
import { until } from '../support/until.ts';

/** A Node that is too old, where the system has one: it makes the executable start another. Else the one that runs this. */
const otherNode = tooOldNode() ?? process.execPath;

function tooOldNode(): string | undefined {
  const node = '/usr/bin/node';
  if (!existsSync(node)) return undefined;
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  return Number(version.slice(1).split('.')[0]) < 22 ? node : undefined;
}

/** `pgaugur start` as a process of its own, in a folder of its own. */
describe('pgaugur start', () => {
  let folder: string;
  const processes: ChildProcess[] = [];
  before(async () => {
    folder = await temporaryFolder();
  });
  after(async () => {
    for (const child of processes) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
    }
    await rm(folder, { recursive: true, force: true });
  });

  const run = (
    args: string[],
    environment: Record<string, string> = {},
    { directory = folder, node = process.execPath, detached = false } = {},
  ) => {
    const { DATABASE_URL: _, ...inherited } = process.env;
    const child = spawn(node, [EXECUTABLE, 'start', '--directory', directory, '--port', '0', ...args], {
      env: { ...inherited, ...environment },
      detached,
    });
    processes.push(child);
    const output = { text: '' };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output.text += chunk;
      });
    }
    const exited = once(child, 'exit').then(([code]) => Number(code ?? -1));
    return { child, output, exited };
  };
  /** What later tests find running. */
  let running: ReturnType<typeof run>;
  const serverProcess = async () =>
    Number((await readFile(join(folder, 'postgres', 'postmaster.pid'), 'utf8')).split('\n')[0]);

  test('--once loads the sample, shows every step and what came out, and exits with 0', async () => {
    const { output, exited } = run(['--once']);
    assert.equal(await exited, 0, output.text);
    assert.match(output.text, /inserted 5105 sessions of SPX/);
    for (const step of ['check_data_availability', 'train_model', 'cleanup_old_models']) {
      assert.match(output.text, new RegExp(`✓ ${step} +\\d`));
    }
    assert.match(output.text, /SPX: 7 sessions from 2020-04-17/);
    assert.match(output.text, /ROC-AUC 0\.\d{3}/);
    assert.match(output.text, /1 run succeeded, 0 skipped, 0 failed/);
    await assert.rejects(serverProcess(), 'Postgres has stopped');
  });

  test('after kill -9 the next start, also by an older Node, takes over lock and server', async () => {
    const first = run(['--no-sample']);
    await until(async () => first.output.text.includes('Ctrl-C stops'), 'the first to be ready');
    const orphan = await serverProcess();
    first.child.kill('SIGKILL');
    await first.exited;
    assert.ok(isAlive(orphan), 'the server outlives its killed parent');
    running = run([], {}, { node: otherNode, detached: true });
    await until(async () => running.output.text.includes('Ctrl-C stops'), 'the next to be ready');
    assert.ok(!isAlive(orphan));
    assert.match(running.output.text, /psql "postgres:\/\//);
    assert.match(running.output.text, /GraphQL +http:\/\//);
    await until(
      async () => /SPX: 7 sessions from 2020-04-17/.test(running.output.text),
      'what the killed one has left',
      30,
    );
  });

  test('a second start while one runs says so and disturbs nothing', async () => {
    const second = run([]);
    assert.equal(await second.exited, 1);
    assert.match(second.output.text, /pgaugur already runs in .*process \d+/);
    assert.ok(isAlive(await serverProcess()));
  });

  test('Ctrl-C, twice at once, stops it cleanly', async () => {
    const postgres = await serverProcess();
    const { pid } = running.child;
    assert.ok(pid);
    // The whole process group, as a terminal does: where an older Node has started another, both get it.
    process.kill(-pid, 'SIGINT');
    await sleep(10);
    process.kill(-pid, 'SIGINT');
    assert.equal(await running.exited, 0, running.output.text);
    assert.ok(!isAlive(postgres), 'no orphan Postgres');
  });

  test('with DATABASE_URL it uses that database and starts no server', async () => {
    const database = await createTestDatabase({ empty: true });
    try {
      const { output, exited } = run(['--once', '--no-sample', '--schema', 'elsewhere'], {
        DATABASE_URL: database.url,
      });
      assert.equal(await exited, 0, output.text);
      assert.match(output.text, /schema elsewhere/);
      assert.doesNotMatch(output.text, new RegExp(new URL(database.url).password), 'passwords are not shown');
    } finally {
      await database.drop();
    }
  });

  test('--once counts a run that was queued before it and fails, and exits with 1', async () => {
    const database = await createTestDatabase();
    try {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      // A worker died in each attempt that it had: whoever takes it next only writes down its end.
      await client.query(`
        set search_path to ${database.schema};
        insert into base_instruments (symbol) values ('AAA');
        select request_run(id, kind => 'prediction') from base_instruments;
        update ml_pipeline_tasks set attempt = attempt_limit`);
      await client.end();
      const { output, exited } = run(['--once', '--no-sample'], { DATABASE_URL: database.url });
      assert.equal(await exited, 1, output.text);
      assert.match(output.text, /0 runs succeeded, 0 skipped, 1 failed/);
      assert.match(
        output.text,
        /AAA {2}run 1: requested by hand\n.*\n +failed: check_data_availability failed after \d attempts: the worker died/,
      );
    } finally {
      await database.drop();
    }
  });

  test('a folder that only root may enter works for root, with the data where the server can reach it', {
    skip: process.getuid?.() === 0 ? false : 'only root runs the server as another user',
  }, async () => {
    const closed = await mkdtemp(join(tmpdir(), 'pgaugur-closed-'));
    const { output, exited } = run(['--once', '--no-sample'], {}, { directory: closed });
    assert.equal(await exited, 0, output.text);
    const [home] = output.text.match(/\/var\/tmp\/pgaugur-\w+/) ?? [];
    assert.ok(home, output.text);
    await rm(home, { recursive: true });
    // Somebody else was there first, and what is in it would be run.
    for (const takeOver of [
      () => mkdir(home).then(() => chown(home, 65534, 65534)),
      () => mkdir(home).then(() => chmod(home, 0o777)),
      () => symlink(closed, home),
    ]) {
      await takeOver();
      const refused = run(['--once', '--no-sample'], {}, { directory: closed });
      assert.deepEqual([await refused.exited, existsSync(join(home, 'postgres'))], [1, false]);
      assert.match(refused.output.text, /^pgaugur: \/var\/tmp\/pgaugur-\w+, .* is not a folder of root, .*\n$/);
      await rm(home, { recursive: true });
    }
    await rm(closed, { recursive: true });
  });

  test('a wrong setting is one sentence that names it, its rule and the value', async () => {
    const wrong = run(['--concurrency', 'many', '--schema', 'Quoted Name']);
    assert.equal(await wrong.exited, 1);
    assert.match(wrong.output.text, /PGAUGUR_CONCURRENCY \(--concurrency\): .* received "many"/);
    assert.match(
      wrong.output.text,
      /PGAUGUR_SCHEMA \(--schema\): must be a lower-case identifier.* received "Quoted Name"/,
    );
  });
});
