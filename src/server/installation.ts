import type { Pool } from '../db/pool.ts';
import { assertSchemaVersion, SchemaVersionError } from '../db/schema_version.ts';

/**
 * Refuses a schema without the tables of pgaugur, where PostGraphile would serve an empty API, and one of another version,
 * whose names and descriptions, and what they hide, are not those of this server. Asks the catalog first, which every
 * login may read, whatever it may do in the schema.
 * @throws SchemaVersionError saying what to run
 */
export async function requireInstallation(pool: Pool, schema: string): Promise<void> {
  const found = await pool.query<{ readable: boolean }>(
    `select has_schema_privilege(relnamespace, 'usage') and has_table_privilege(oid, 'select') as readable
     from pg_class where relnamespace = to_regnamespace(quote_ident($1)) and relname = 'pgaugur_version'`,
    [schema],
  );
  if (found.rows.length === 0) {
    throw new SchemaVersionError(`schema "${schema}" is not set up for pgaugur. Run: pgaugur migrate`);
  }
  if (!found.rows[0]?.readable) {
    throw new SchemaVersionError(
      `the login may not read which version schema "${schema}" has: either it lacks the role pgaugur_reader, or the ` +
        'schema is older than this pgaugur. Run: pgaugur migrate',
    );
  }
  await assertSchemaVersion(pool, schema);
}
