// Writes what is derived and committed: FEATURES.md, the view ml_feature_data, schema.sql, schema.graphql and
// docs/rights.md.
import { readFile, rm, writeFile } from 'node:fs/promises';
import pg from 'pg';
import { FEATURE_VIEW_FILE, withFeatureView } from '../src/db/feature_view.ts';
import { connectionOptions } from '../src/db/pool.ts';
import { featureReference } from '../src/features/features_md.ts';
import { FEATURE_SETS } from '../src/features/index.ts';
import { buildSchemaText } from '../src/server/index.ts';
import { rightsReference } from './support/rights_md.ts';
import { dumpSchema } from './support/schema_dump.ts';
import { databaseUrl, SCHEMA, startTestServer, TEMPLATE, temporaryFolder } from './support/server.ts';

const root = new URL('../', import.meta.url);
await writeFile(new URL('FEATURES.md', root), featureReference(FEATURE_SETS));
const featureView = new URL(FEATURE_VIEW_FILE, root);
await writeFile(featureView, withFeatureView(await readFile(featureView, 'utf8')));

const folder = await temporaryFolder();
const server = await startTestServer(folder);
try {
  const url = databaseUrl(server.url, TEMPLATE);
  const client = new pg.Client(connectionOptions({ databaseUrl: url, schema: SCHEMA }));
  await client.connect();
  await writeFile(new URL('schema.sql', root), await dumpSchema(client, SCHEMA));
  await writeFile(new URL('docs/rights.md', root), await rightsReference(client, SCHEMA));
  await client.end();
  await writeFile(new URL('schema.graphql', root), await buildSchemaText({ databaseUrl: url, schema: SCHEMA }));
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
