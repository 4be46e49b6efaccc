import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type pg from 'pg';
import { z } from 'zod';
import { packageRoot, release } from '../env/package_root.ts';
import { firstRow } from './pool.ts';

/** `name` is the path within the folder, with forward slashes on every system: the version is a hash over it. */
export type SqlFile = { readonly name: string; readonly text: string; readonly hash: string };

/** The database was set up by another version of pgaugur than the one that looks at it. */
export class SchemaVersionError extends Error {
  override name = 'SchemaVersionError';
}

/**
 * Refuses to work on a database of another version: functions and payloads belong together.
 * @throws SchemaVersionError saying which side is older, or which right is missing, and what to do
 */
export async function assertSchemaVersion(db: Pick<pg.ClientBase, 'query'>, schema: string): Promise<void> {
  const expected = await expectedVersion();
  await requireReadable(db, schema);
  const stored = await readStored(db);
  if (stored?.version === expected) return;
  throw new SchemaVersionError(
    `schema "${schema}" has version ${stored?.version ?? 'unknown'}, this pgaugur needs ${expected}. ` +
      (stored && isNewer(stored, expected) ? UPGRADE : 'Run: pgaugur migrate'),
  );
}

/** What a login may not use, it does not find by its name: the catalog is asked, which every login may read. */
async function requireReadable(db: Pick<pg.ClientBase, 'query'>, schema: string): Promise<void> {
  const found = await firstRow(
    db,
    `select has_schema_privilege(relnamespace, 'usage') and has_table_privilege(oid, 'select') as readable,
            current_user::text as login
     from pg_class where relnamespace = to_regnamespace(quote_ident($1)) and relname = 'pgaugur_version'`,
    [schema],
    z.object({ readable: z.boolean(), login: z.string() }),
  );
  if (found === undefined) {
    throw new SchemaVersionError(`schema "${schema}" is not set up for pgaugur. Run: pgaugur migrate`);
  }
  if (found.readable) return;
  throw new SchemaVersionError(
    `${found.login} may not read which version schema "${schema}" has. Rights come with the roles pgaugur_reader, ` +
      `pgaugur_operator and pgaugur_worker: let an administrator grant one to it; where it has one, the schema is older ` +
      'than this pgaugur. Run: pgaugur migrate',
  );
}

/**
 * Refuses to put the functions of this version in place of those of a newer one, which has tables and payloads that they
 * do not know.
 * @throws SchemaVersionError
 */
export async function requireNoNewerSchema(db: Pick<pg.ClientBase, 'query'>, schema: string): Promise<void> {
  const known = await db.query("select to_regclass('pgaugur_migrations') is not null as known");
  if (!known.rows[0]?.known) return;
  const expected = await expectedVersion();
  const ours = (await readSqlFiles('migrations')).map(({ name }) => name);
  const foreign = await db.query('select name from pgaugur_migrations where name <> all ($1) order by name', [ours]);
  const versions = await db.query("select to_regclass('pgaugur_version') is not null as known");
  const stored = versions.rows[0]?.known ? await readStored(db) : undefined;
  const unknown = foreign.rows.map((row) => String(row.name));
  if (unknown.length === 0 && !(stored && isNewer(stored, expected))) return;
  const has = unknown.length > 0 ? `the migration ${unknown[unknown.length - 1]}` : `version ${stored?.version}`;
  throw new SchemaVersionError(
    `schema "${schema}" has ${has}${stored?.release ? ` of pgaugur ${stored.release}` : ''}, and this is pgaugur ` +
      `${release} with version ${expected}: a newer schema is not put back, nothing was changed. ${UPGRADE}`,
  );
}

const UPGRADE = 'Upgrade pgaugur on this host.';

const storedVersion = z.object({
  version: z.string(),
  /** Null where it was last migrated by a version that did not write it down. */
  release: z.string().nullable(),
});
type StoredVersion = z.infer<typeof storedVersion>;

const readStored = (db: Pick<pg.ClientBase, 'query'>): Promise<StoredVersion | undefined> =>
  firstRow(db, "select version, to_jsonb(v) ->> 'release' as release from pgaugur_version v", [], storedVersion);

/** By its migrations; where these are the same, by the release that applied `sql/`. */
function isNewer(stored: StoredVersion, expected: string): boolean {
  const ahead = migrationNumber(stored.version) - migrationNumber(expected);
  if (ahead !== 0) return ahead > 0;
  return stored.version !== expected && stored.release !== null && compareReleases(stored.release, release) > 0;
}

/** Negative when the first is older; a pre-release is older than its release. */
export function compareReleases(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => /^(\d+)\.(\d+)\.(\d+)(?:-(.*))?/.exec(text));
  if (!a || !b) return 0;
  for (const part of [1, 2, 3]) if (a[part] !== b[part]) return Number(a[part]) - Number(b[part]);
  if (a[4] === undefined || b[4] === undefined) return Number(a[4] === undefined) - Number(b[4] === undefined);
  return a[4].localeCompare(b[4], 'en', { numeric: true });
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
