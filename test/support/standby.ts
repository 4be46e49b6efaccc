import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { serverOwner } from '../../src/postgres/platform.ts';
import { clusterAt, initialise, logOf } from './cluster.ts';
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
  /** Does something while there is no primary, which then is there again. */
  withoutPrimary(work: () => Promise<void>): Promise<void>;
  /** Makes the standby a server of its own. */
  promote(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts a primary in `folder`, lets `fill` set it up, and starts a copy of it as its standby. The copy is made of the
 * stopped primary, so that it takes no program that the embedded server lacks.
 */
export async function startPair(folder: string, fill: (primary: string) => Promise<void>): Promise<Pair> {
  const [primary, copy] = [await initialise(join(folder, 'primary')), join(folder, 'standby')];
  await primary.start();
  const standby = await clusterAt(copy); // another port: that of the primary is in use
  try {
    await fill(primary.url);
  } finally {
    await primary.stop();
  }
  await cp(primary.home, copy, { recursive: true, preserveTimestamps: true });
  await writeFile(join(copy, 'standby.signal'), '');
  await writeFile(
    join(copy, 'postgresql.auto.conf'),
    `primary_conninfo = 'host=127.0.0.1 port=${primary.port} user=postgres'\nhot_standby = on\nmax_standby_streaming_delay = '100ms'\n`,
  );
  await writeFile(logOf(copy), '');
  const owner = await serverOwner();
  if (owner) await execute('chown', ['-R', `${owner.uid}:${owner.gid}`, copy]);
  await primary.start();
  await standby.start();
  const { stdout } = await primary.run('postgres', '--version');
  return {
    version: stdout.trim(),
    primary: primary.url,
    standby: standby.url,
    async caughtUp() {
      const at = await ask(primary.url, 'select pg_current_wal_lsn()::text as answer');
      const replayed = `select (pg_last_wal_replay_lsn() >= '${at}')::text as answer`;
      await until(async () => (await ask(standby.url, replayed)) === 'true', `the standby to reach ${at}`, 30);
    },
    standbyLog: () => readFile(logOf(copy), 'utf8'),
    async withoutPrimary(work) {
      await primary.stop();
      try {
        await work();
      } finally {
        await primary.start();
      }
    },
    promote: async () => void (await standby.run('pg_ctl', 'promote', '-w', '-D', copy)),
    async stop() {
      await standby.stop();
      await primary.stop();
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
