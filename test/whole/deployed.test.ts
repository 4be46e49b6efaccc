import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/postgres/embedded.ts';
import { allStarts, composeServices, ROOT, readText, type Service, scalers } from '../deploy/manifests.ts';
import { addInstrument } from '../support/market.ts';
import { freePort } from '../support/ports.ts';
import { forgetfully, temporaryFolder } from '../support/server.ts';
import { until } from '../support/until.ts';

/** With what a URL would need to encode. */
const PASSWORDS: Readonly<Record<string, string>> = {
  POSTGRES_PASSWORD: 'not asked for',
  OWNER_PASSWORD: "own/er#'1",
  WORKER_PASSWORD: 'wor ker%@2',
  SERVER_PASSWORD: 'ser"ver\\:3',
};
const psql = spawnSync('psql', ['--version']).status === 0;

/** What compose.yaml starts, one after the other, outside of containers: the files that the image holds, its commands. */
describe('the services of compose.yaml', { skip: psql ? false : 'no psql here' }, () => {
  const services = composeServices();
  let folder: string;
  let server: EmbeddedPostgres;
  const children: ChildProcess[] = [];

  before(async () => {
    folder = await temporaryFolder();
    await copyImage();
    server = await startEmbeddedPostgres(join(folder, 'database'));
    const superuser = new pg.Client({ connectionString: server.url });
    await superuser.connect();
    await forgetfully(superuser);
    await superuser.end();
  });
  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  /** The folder /app of the image, with the packages of this checkout, by which it makes the page itself. */
  async function copyImage(): Promise<void> {
    const app = join(folder, 'app');
    await mkdir(app);
    for (const [, paths] of readText('deploy/Dockerfile').matchAll(/^COPY (?!--from=)(.*)$/gm)) {
      const names = paths.split(' ');
      const target = names.at(-1) === './' ? undefined : names.at(-1);
      for (const name of names.slice(0, -1))
        await cp(join(ROOT, name), join(app, target ?? name), { recursive: true, force: true });
    }
    await symlink(join(ROOT, 'node_modules'), join(app, 'node_modules'));
  }

  const entrypoint = (args: readonly string[]): string[] => [join(folder, 'app', 'src', 'bin.js'), ...args];
  /** Where Compose would lead a name to the database's container, and put a password in. */
  const here = (text: string): string =>
    text
      .replace('@database/', `@127.0.0.1:${server.port}/`)
      .replace(/\$\{(\w+):\?[^}]*\}/, (_, name: string) => PASSWORDS[name]);
  const environmentOf = ({ environment }: Service): NodeJS.ProcessEnv => ({
    ...process.env,
    DATABASE_URL: undefined,
    ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, here(value)])),
  });

  test('a new server, migrated and with its logins, again as well', () => {
    const { command: [program, ...args] = [], ...logins } = services.logins;
    assert.equal(program, 'psql');
    execFileSync('psql', ['-v', 'ON_ERROR_STOP=1', '-f', join(ROOT, 'deploy/database.sql'), server.url], {
      env: { ...process.env, ...PASSWORDS },
      stdio: 'pipe',
    });
    for (let time = 0; time < 2; time++) {
      execFileSync(process.execPath, entrypoint(services.migrate.command ?? []), {
        env: environmentOf(services.migrate),
        stdio: 'pipe',
      });
      const there = args.map((arg) => here(arg === '/logins.sql' ? join(ROOT, 'deploy/logins.sql') : arg));
      execFileSync('psql', there, { env: environmentOf(logins), stdio: 'pipe' });
    }
  });

  test('nobody of them is a superuser, and what the autoscaler asks is one whole number, by step', async () => {
    const owner = new pg.Client(login('pgaugur_owner', 'OWNER_PASSWORD'));
    await owner.connect();
    await owner.query('set search_path to stock_data');
    const instrument = await addInstrument(owner, 'AAA');
    await owner.query("select enqueue_step('train_model', array[(request_run($1, 'asked', 'training')).id])", [
      instrument,
    ]);
    const powerful = await owner.query("select rolname from pg_roles where rolname ~ '^pgaugur_' and rolsuper");
    assert.deepEqual(powerful.rows, []);
    await owner.end();
    const reader = new pg.Client(login('pgaugur_server', 'SERVER_PASSWORD'));
    await reader.connect();
    try {
      for (const { file, triggers } of scalers()) {
        const { rows } = await reader.query({ text: triggers[0].metadata.query, rowMode: 'array' });
        assert.deepEqual(rows, [[1]], file);
      }
    } finally {
      await reader.end();
    }
  });

  const exitOf = async (args: readonly string[]): Promise<number | null> => {
    const [code] = await once(spawn(process.execPath, args, { stdio: 'ignore' }), 'exit');
    return typeof code === 'number' ? code : null;
  };

  const login = (user: string, password: string) => ({
    host: '127.0.0.1',
    port: server.port,
    database: 'pgaugur',
    user,
    password: PASSWORDS[password],
  });

  test('workers and server, started together, become healthy, and end when they are told to', async () => {
    await Promise.all([comesAndGoes('worker'), comesAndGoes('training'), comesAndGoes('gpu'), comesAndGoes('server')]);
  });

  async function comesAndGoes(name: string): Promise<void> {
    const { command = [], healthcheck, ...service } = services[name];
    const stated = command[0] === 'serve' ? '5678' : '8080';
    const port = String(await freePort());
    const [, program, ...health] = healthcheck?.test.map((arg) => arg.replace(`:${stated}/`, `:${port}/`)) ?? [];
    assert.ok(program === 'node' && health[1].includes(`:${port}/readyz`), name);
    const child = spawn(process.execPath, entrypoint(command.map((arg) => (arg === stated ? port : arg))), {
      env: environmentOf(service),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk;
      });
    }
    const exited = once(child, 'exit');
    assert.equal(await exitOf(health), 1, `${name} is healthy before it has started`);
    const isReady = () =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(isReady, `${name} to be ready`);
    assert.equal(await exitOf(health), 0, said);
    child.kill('SIGTERM');
    assert.deepEqual(await exited, [0, null], said);
    for (const password of Object.values(PASSWORDS)) assert.ok(!said.includes(password), said);
  }

  test('what Kubernetes and systemd start is the same', () => {
    const compose = Object.values(services).map(({ command }) => command?.join(' '));
    const others = allStarts().filter(({ file }) => file !== 'deploy/compose.yaml');
    const unknown = others.map(({ args }) => args.join(' ')).filter((args) => !compose.includes(args));
    // Of a unit the port of the host is the default one, and health is what systemd sees.
    assert.deepEqual(unknown.sort(), ['serve --wait', 'worker --wait', 'worker --wait --only training']);
  });
});
