import { createPool, type Pool } from '../../db/pool.ts';
import { assertSchemaVersion } from '../../db/schema_version.ts';
import type { Settings } from '../../env/settings.ts';
import { databaseUrl, explainConnectionError } from './database.ts';

/**
 * Does a command's work on the database of its settings, with its own login's rights.
 * @throws SchemaVersionError when that was set up by another version of pgaugur, or not at all
 */
export async function withDatabase<Result>(settings: Settings, work: (db: Pool) => Promise<Result>): Promise<Result> {
  const db = createPool({ databaseUrl: await databaseUrl(settings), schema: settings.schema, max: 2 });
  try {
    await assertSchemaVersion(db, settings.schema);
    return await work(db);
  } catch (error) {
    throw explainConnectionError(error, settings);
  } finally {
    await db.end();
  }
}
