import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type pg from 'pg';
import { packageRoot } from '../env/package_root.ts';

/** `name` is the path within the folder, with forward slashes on every system: the version is a hash over it. */
export type SqlFile = { readonly name: string; readonly text: string; readonly hash: string };

/** The database was set up by another version of pgaugur than the one that looks at it. */
export class SchemaVersionError extends Error {
  override name = 'SchemaVersionError';
}

/**
 * Refuses to work on a database of another version: functions and payloads belong together.
 * @throws SchemaVersionError saying which side is older and what to do
 */
export async function assertSchemaVersion(db: Pick<pg.ClientBase, 'query'>, schema: string): Promise<void> {
  const expected = await expectedVersion();
  const known = await db.query("select to_regclass('pgaugur_version') is not null as known");
  if (!known.rows[0]?.known) {
    throw new SchemaVersionError(`schema "${schema}" is not set up for pgaugur. Run: pgaugur migrate`);
  }
  const found = await db.query('select version from pgaugur_version');
  const version: unknown = found.rows[0]?.version;
  if (version === expected) return;
  const newer = typeof version === 'string' && migrationNumber(version) > migrationNumber(expected);
  throw new SchemaVersionError(
    `schema "${schema}" has version ${version ?? 'unknown'}, this pgaugur needs ${expected}. ` +
      (newer ? 'Upgrade pgaugur on this host.' : 'Run: pgaugur migrate'),
  );
}

/** `<number of the last migration>-<hash of sql/>`: equal exactly when state and logic are equal. */
export async function expectedVersion(): Promise<string> {
  const migrations = await readSqlFiles('migrations');
  const last = migrations.at(-1)?.name.slice(0, 4) ?? '0000';
  return `${last}-${hashOf(await readSqlFiles('sql')).slice(0, 8)}`;
}

/** The files of a folder and of those within it, in the order of their paths, which is the order they are applied in. */
export async function readSqlFiles(folder: 'migrations' | 'sql'): Promise<SqlFile[]> {
  const paths = await readdir(join(packageRoot, folder), { recursive: true });
  const names = paths.filter((path) => path.endsWith('.sql')).map((path) => path.replaceAll(sep, '/'));
  return Promise.all(
    names.sort().map(async (name) => {
      const text = await readFile(join(packageRoot, folder, name), 'utf8');
      return { name, text, hash: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

/** One hash over names and texts of files. */
export const hashOf = (files: readonly SqlFile[]): string =>
  createHash('sha256')
    .update(files.map((file) => `${file.name}:${file.hash}`).join('\n'))
    .digest('hex');

const migrationNumber = (version: string): number => Number.parseInt(version, 10);
