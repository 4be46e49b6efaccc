// Writes what is derived and committed: docs/reference/features.md, sql/080_feature_view.sql, schema.sql and schema.graphql.
import { rm, writeFile } from 'node:fs/promises';
import pg from 'pg';
import { connectionOptions } from '../../src/db/pool.ts';
import { FEATURE_SETS } from '../../src/features/index.ts';
import { buildSchemaText } from '../../src/server/index.ts';
import { databaseUrl, SCHEMA, startTestServer, TEMPLATE, temporaryFolder } from '../support/server.ts';
import { featureReference } from './feature_reference.ts';
import { featureViewSql } from './feature_view.ts';
import { dumpSchema } from './schema_dump.ts';

const root = new URL('../../', import.meta.url);
await writeFile(new URL('docs/reference/features.md', root), featureReference(FEATURE_SETS));
await writeFile(new URL('sql/080_feature_view.sql', root), featureViewSql());

const folder = await temporaryFolder();
const server = await startTestServer(folder);
try {
  const url = databaseUrl(server.url, TEMPLATE);
  const client = new pg.Client(connectionOptions({ databaseUrl: url, schema: SCHEMA }));
  await client.connect();
  await writeFile(new URL('schema.sql', root), await dumpSchema(client, SCHEMA));
  await client.end();
  await writeFile(new URL('schema.graphql', root), await buildSchemaText({ databaseUrl: url, schema: SCHEMA }));
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
