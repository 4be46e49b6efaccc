import '../../src/server/graphile_mode.ts';

import { makeSchema } from 'postgraphile';
import { lexicographicSortSchema, printSchema } from 'postgraphile/graphql';
import { createPool } from '../../src/db/pool.ts';
import { assertSchemaVersion } from '../../src/db/schema_version.ts';
import { createLog } from '../../src/env/log.ts';
import { readDeclarations } from '../../src/server/declarations.ts';
import { makePreset } from '../../src/server/preset.ts';

/** The API as SDL, sorted, so that the same database gives the same text: what `schema.graphql` holds. */
export async function buildSchemaText({
  databaseUrl,
  schema,
}: {
  readonly databaseUrl: string;
  readonly schema: string;
}): Promise<string> {
  const pool = createPool({ databaseUrl, schema });
  try {
    await assertSchemaVersion(pool, schema);
    const built = await makeSchema(
      makePreset({
        pool,
        schema,
        declarations: await readDeclarations(pool, schema),
        log: createLog('warn'),
      }),
    );
    return `${printSchema(lexicographicSortSchema(built.schema)).trimEnd()}\n`;
  } finally {
    await pool.end();
  }
}
