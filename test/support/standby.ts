import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { chown, cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { binaries, serverOwner } from '../../src/postgres/platform.ts';
import { freePort } from './ports.ts';
import { until } from './until.ts';

const execute = promisify(execFile);

/** Two servers, the second a hot standby that follows the first by streaming replication. */
export type Pair = {
  /** What the servers are, to be shown. */
  readonly version: string;
  readonly primary: string;
  readonly standby: string;
  /** Waits until the standby has all that the primary has committed. */
  caughtUp(): Promise<void>;
  /** What the standby has written into its log. */
  standbyLog(): Promise<string>;
  /** Makes the standby a server of its own. */
  promote(): Promise<void>;
  stop(): Promise<void>;
};

/** Debian's package where it is installed, which needs no help from us; elsewhere the embedded server. */
async function programs(): Promise<string> {
  const debian = globSync('/usr/lib/postgresql/*/bin').sort().at(-1);
  return debian ?? join((await binaries()).folder, 'bin');
}

/**
 * Starts a primary in `folder`, lets `fill` set it up, and starts a copy of it as its standby. The copy is made of the
 * stopped primary, so that it takes no program that the embedded server lacks.
 */
export async function startPair(folder: string, fill: (primary: string) => Promise<void>): Promise<Pair> {
  const [bin, owner] = await Promise.all([programs(), serverOwner()]);
  const [data, copy] = [join(folder, 'primary'), join(folder, 'standby')];
  const ports = await Promise.all([freePort(), freePort()]);
  const [primary, standby] = ports.map((port) => `postgres://postgres@127.0.0.1:${port}/postgres`);
  const run = (program: string, ...args: string[]) => execute(join(bin, program), args, { cwd: '/', ...owner });
  const logOf = (home: string) => join(home, 'server.log');
  const start = (home: string, port: number) => {
    const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
    return run('pg_ctl', 'start', '-w', '-D', home, '-l', logOf(home), '-o', options);
  };
  const stop = (home: string) => run('pg_ctl', 'stop', '-w', '-m', 'fast', '-D', home);

  await mkdir(data, { mode: 0o700 });
  if (owner) await chown(data, owner.uid, owner.gid);
  await run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync');
  await start(data, ports[0]);
  try {
    await fill(primary);
  } finally {
    await stop(data);
  }
  await cp(data, copy, { recursive: true, preserveTimestamps: true });
  await writeFile(join(copy, 'standby.signal'), '');
  await writeFile(
    join(copy, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=127.0.0.1 port=${ports[0]} user=postgres'\nhot_standby = on\nmax_standby_streaming_delay = '100ms'\n`,
  );
  await writeFile(logOf(copy), '');
  if (owner) await execute('chown', ['-R', `${owner.uid}:${owner.gid}`, copy]);
  await start(data, ports[0]);
  await start(copy, ports[1]);
  const { stdout } = await run('postgres', '--version');
  return {
    version: stdout.trim(),
    primary,
    standby,
    async caughtUp() {
      const at = await ask(primary, 'select pg_current_wal_lsn()::text as answer');
      const replayed = `select (pg_last_wal_replay_lsn() >= '${at}')::text as answer`;
      await until(async () => (await ask(standby, replayed)) === 'true', `the standby to reach ${at}`, 30);
    },
    standbyLog: () => readFile(logOf(copy), 'utf8'),
    promote: async () => void (await run('pg_ctl', 'promote', '-w', '-D', copy)),
    async stop() {
      await stop(copy);
      await stop(data);
    },
  };
}

async function ask(url: string, query: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<{ answer: unknown }>(query)).rows[0].answer;
  } finally {
    await client.end();
  }
}
