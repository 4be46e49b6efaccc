import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { binaries, serverOwner } from '../../src/postgres/platform.ts';
import { freePort } from './ports.ts';

const execute = promisify(execFile);

/** The programs of Debian's package, newest first; undefined where it is not installed. */
const debian = globSync('/usr/lib/postgresql/*/bin').sort().at(-1);

/** Why nothing can be dumped here, for tests that need it: the embedded server comes without pg_dump. */
export const noPgDump: string | undefined =
  debian !== undefined && globSync(join(debian, 'pg_dump')).length > 0
    ? undefined
    : 'no pg_dump here (Debian: postgresql)';

/** A server's data folder, and the programs that know it. */
export type Cluster = {
  readonly home: string;
  readonly url: string;
  readonly port: number;
  /** Runs one of Postgres' programs as the user that owns the server. */
  run(program: string, ...args: string[]): Promise<{ stdout: string; stderr: string }>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** A cluster at a port of its own in the folder `home`, which has its data already or is made by `initialise`. */
export async function clusterAt(home: string): Promise<Cluster> {
  const owner = await serverOwner();
  const bin = debian ?? join((await binaries()).folder, 'bin');
  const port = await freePort();
  const run = (program: string, ...args: string[]) => execute(join(bin, program), args, { cwd: '/', ...owner });
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
  return {
    home,
    port,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    run,
    start: async () => void (await run('pg_ctl', 'start', '-w', '-D', home, '-l', logOf(home), '-o', options)),
    stop: async () => void (await run('pg_ctl', 'stop', '-w', '-m', 'fast', '-D', home)),
  };
}

/** An empty one. */
export async function initialise(home: string): Promise<Cluster> {
  const owner = await serverOwner();
  await mkdir(home, { mode: 0o700 });
  if (owner) await chown(home, owner.uid, owner.gid);
  const cluster = await clusterAt(home);
  await cluster.run('initdb', '-D', home, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync');
  return cluster;
}

export const logOf = (home: string): string => join(home, 'server.log');
