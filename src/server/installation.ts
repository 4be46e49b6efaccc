import type { Pool } from '../db/pool.ts';
import { SchemaVersionError } from '../db/schema_version.ts';

/**
 * Refuses a schema without the tables of pgaugur: PostGraphile would serve an empty API. Asks the catalog, which every
 * login may read, whatever it may do in the schema.
 * @throws SchemaVersionError saying what to run
 */
export async function requireInstallation(pool: Pool, schema: string): Promise<void> {
  const found = await pool.query(
    `select from pg_class where relnamespace = to_regnamespace(quote_ident($1)) and relname = 'ml_predictions'`,
    [schema],
  );
  if (found.rowCount === 0) {
    throw new SchemaVersionError(`schema "${schema}" is not set up for pgaugur. Run: pgaugur migrate`);
  }
}
