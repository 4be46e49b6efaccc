// Writes what is derived and committed: docs/reference/features.md and rights.md, the view ml_feature_data, schema.sql
// schema.graphql, and the documents of the page.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { buildSchema } from 'graphql';
import { createClient } from '../../src/db/pool.ts';
import { FEATURE_SETS } from '../../src/features/index.ts';
import { commandLine } from '../support/command_line.ts';
import { startTestServer, temporaryFolder } from '../support/server.ts';
import { databaseUrl, SCHEMA, TEMPLATE } from '../support/template.ts';
import { featureReference } from './feature_reference.ts';
import { FEATURE_VIEW_FILE, withFeatureView } from './feature_view.ts';
import { PAGE_DOCUMENTS, pageDocuments } from './page_documents.ts';
import { rightsReference } from './rights_reference.ts';
import { dumpSchema } from './schema_dump.ts';
import { buildSchemaText } from './schema_text.ts';

commandLine('usage: npm run -s dump', () => parseArgs({ options: {} }));
const root = new URL('../../', import.meta.url);
await writeFile(new URL('docs/reference/features.md', root), featureReference(FEATURE_SETS));
const featureView = new URL(FEATURE_VIEW_FILE, root);
await writeFile(featureView, withFeatureView(await readFile(featureView, 'utf8')));

const folder = await temporaryFolder();
const server = await startTestServer(folder);
try {
  const url = databaseUrl(server.url, TEMPLATE);
  const client = createClient({ databaseUrl: url, schema: SCHEMA });
  await client.connect();
  await writeFile(new URL('schema.sql', root), await dumpSchema(client, SCHEMA));
  await writeFile(new URL('docs/reference/rights.md', root), await rightsReference(client, SCHEMA));
  await client.end();
  const schemaText = await buildSchemaText({ databaseUrl: url, schema: SCHEMA });
  await writeFile(new URL('schema.graphql', root), schemaText);
  const documents = await readFile(new URL('src/web/api/documents.graphql', root), 'utf8');
  await writeFile(new URL(PAGE_DOCUMENTS, root), pageDocuments(buildSchema(schemaText), documents));
} finally {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
