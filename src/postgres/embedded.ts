import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { constants, existsSync, fchmodSync, openSync } from 'node:fs';
import { chown, cp, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { connectionUrl, readConnection, writeConnection } from './connection_file.ts';
import { binaries, type Owner, reachableBy, serverOwner } from './platform.ts';
import { isAlive } from './process_lock.ts';

/** A Postgres server of our own, in a folder of our own, on the loopback address. */
export type EmbeddedPostgres = {
  readonly url: string;
  readonly port: number;
  readonly processId: number;
  /** The folder that holds data and log. */
  readonly home: string;
  stop(): Promise<void>;
};

const OWNER_ALONE = 0o600;

/** The embedded Postgres cannot be had in this folder or on this port: the message says why. */
export class EmbeddedPostgresError extends Error {
  override name = 'EmbeddedPostgresError';
}

/**
 * Starts the embedded Postgres whose data lives in `<directory>/postgres`, creating it at the first start. A server
 * left behind by a killed process is stopped first; Postgres itself recovers a data folder after a crash.
 *
 * The server runs in a process group of its own: Ctrl-C in the terminal reaches only us, and we stop it when our
 * workers have finished with it.
 * @throws EmbeddedPostgresError, with the end of the server's log when it does not start
 */
export async function startEmbeddedPostgres(directory: string, wantedPort = 0): Promise<EmbeddedPostgres> {
  const owner = await serverOwner();
  await mkdir(directory, { recursive: true });
  const { home, bin } = await installation(resolve(directory), owner);
  const data = join(home, 'postgres');

  await stopOrphan(data);
  const saved = await readConnection(directory);
  const password = saved?.password ?? randomBytes(18).toString('base64url');
  if (!existsSync(join(data, 'PG_VERSION'))) await initialise(bin, data, password, owner);

  const port = await freePort(wantedPort || saved?.port || 0, wantedPort !== 0);
  await writeConnection(directory, { port, password });

  const logPath = join(home, 'postgres.log');
  // It quotes statements, and with them prices and whatever else is written.
  const log = openSync(logPath, 'a', OWNER_ALONE);
  fchmodSync(log, OWNER_ALONE); // one that is there already keeps the mode it was made with
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    { ...owner, cwd: home, detached: true, stdio: ['ignore', log, log] },
  );
  const url = connectionUrl({ port, password });
  await untilReady(server, url, logPath);
  server.unref();
  const processId = server.pid;
  if (processId === undefined) throw new Error('the Postgres server has no process id');
  return { url, port, processId, home, stop: () => stopServer(processId) };
}

/**
 * Where data and binaries live: in the given folder and in node_modules, unless we are root and the user Postgres has
 * to run as cannot reach them there (a project under /root). Then both go under /var/tmp, named after the folder.
 */
async function installation(directory: string, owner: Owner | undefined): Promise<{ home: string; bin: string }> {
  const { folder: native, version } = await binaries();
  if (!owner || ((await reachableBy(owner, directory)) && (await reachableBy(owner, native)))) {
    return { home: directory, bin: join(native, 'bin') };
  }
  const home = `/var/tmp/pgaugur-${createHash('sha256').update(directory).digest('hex').slice(0, 12)}`;
  await mkdir(home, { recursive: true, mode: 0o755 });
  await requireOwn(home);
  const copied = join(home, `native-${version}`);
  if (!existsSync(copied)) await cp(native, copied, { recursive: true, verbatimSymlinks: true });
  return { home, bin: join(copied, 'bin') };
}

/** Everybody may make a folder there, under a name that is to be guessed: what lay in it would be run, and read. */
async function requireOwn(home: string): Promise<void> {
  const { uid, mode } = await lstat(home); // of a link, not of what it leads to
  const isFolder = (mode & constants.S_IFMT) === constants.S_IFDIR;
  if (isFolder && uid === process.getuid?.() && (mode & 0o002) === 0) return;
  throw new EmbeddedPostgresError(
    `${home}, where the embedded Postgres of this folder is to live, is not a folder of root, or others may write to it: ` +
      'look who made it and remove it, or choose another folder (PGAUGUR_DIR)',
  );
}

async function initialise(bin: string, data: string, password: string, owner: Owner | undefined): Promise<void> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  if (owner) await chown(data, owner.uid, owner.gid);
  const passwordFile = `${data}.password`;
  await writeFile(passwordFile, `${password}\n`, { mode: OWNER_ALONE });
  if (owner) await chown(passwordFile, owner.uid, owner.gid);
  try {
    // The built-in C.UTF-8 provider makes encoding and sort order independent of this machine's locale.
    await run(
      join(bin, 'initdb'),
      [
        `--pgdata=${data}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--lc-messages=C',
      ],
      owner,
    );
  } catch (error) {
    // A half-made data folder would look initialised at the next start.
    await rm(data, { recursive: true, force: true });
    throw error;
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function run(command: string, args: string[], owner: Owner | undefined): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(command, args, { ...owner, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
    let complaint = '';
    child.stderr.on('data', (chunk) => {
      complaint += chunk;
    });
    child.on('error', failed);
    child.on('close', (code) =>
      code === 0 ? done() : failed(new EmbeddedPostgresError(`${command} failed: ${complaint.trim()}`)),
    );
  });
}

async function untilReady(server: ChildProcess, url: string, logPath: string): Promise<void> {
  let spawnError: Error | undefined;
  server.on('error', (error) => {
    spawnError = error;
  });
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (spawnError) throw spawnError;
    if (server.exitCode !== null || server.signalCode !== null) break;
    if (await accepts(url)) return;
    await sleep(20);
  }
  const log = await readFile(logPath, 'utf8');
  throw new EmbeddedPostgresError(
    `Postgres did not start. The end of ${logPath}:\n${log.trim().split('\n').slice(-8).join('\n')}`,
  );
}

async function accepts(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch (error) {
    // Refused: not listening yet. 57P03: starting up or recovering. Anything else will not pass by waiting.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ECONNREFUSED' || code === '57P03') return false;
    throw error;
  } finally {
    await client.end();
  }
}

/** Fast shutdown (SIGINT): open transactions roll back, the data folder is left clean. */
async function stopServer(processId: number): Promise<void> {
  if (isAlive(processId)) process.kill(processId, 'SIGINT');
  while (isAlive(processId)) await sleep(20);
}

async function stopOrphan(data: string): Promise<void> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => undefined);
  const processId = Number(text?.split('\n')[0]);
  if (!Number.isInteger(processId) || processId <= 1 || !isAlive(processId)) return;
  if (!(await runsOn(processId, data))) return;
  await stopServer(processId);
}

/** Whether the process is a server of this data folder, as far as the system tells (a pid may have been reused). */
async function runsOn(processId: number, data: string): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const command = await readFile(`/proc/${processId}/cmdline`, 'utf8').catch(() => '');
  return command.split('\0').includes(data);
}

/** The wanted port if it is free, else any free one; a port that was asked for explicitly has to be free. */
async function freePort(wanted: number, required: boolean): Promise<number> {
  const listen = (port: number): Promise<number> =>
    new Promise((done, failed) => {
      const probe = createServer();
      probe.on('error', failed);
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        probe.close(() => done(typeof address === 'object' && address ? address.port : port));
      });
    });
  try {
    return await listen(wanted);
  } catch (error) {
    if (required) {
      const reason = isTaken(error) ? 'is taken' : `cannot be used: ${error instanceof Error ? error.message : error}`;
      throw new EmbeddedPostgresError(`port ${wanted} for Postgres ${reason} (PGAUGUR_POSTGRES_PORT)`, {
        cause: error,
      });
    }
    return listen(0);
  }
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
