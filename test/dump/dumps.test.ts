import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import pg from 'pg';
import { connectionOptions } from '../../src/db/pool.ts';
import { createTestDatabase } from '../support/database.ts';
import { FEATURE_VIEW_FILE, withFeatureView } from './feature_view.ts';
import { rightsReference } from './rights_reference.ts';
import { dumpSchema } from './schema_dump.ts';

const committed = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

test('schema.sql and docs/reference/rights.md are those of the schema that migrations/ and sql/ make', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client(connectionOptions({ databaseUrl: database.url, schema: database.schema }));
  await client.connect();
  try {
    assert.equal(await dumpSchema(client, database.schema), await committed('schema.sql'), 'run: npm run dump');
    const rights = await rightsReference(client, database.schema);
    assert.equal(rights, await committed('docs/reference/rights.md'), 'run: npm run dump');
  } finally {
    await client.end();
    await database.drop();
  }
});

test('the view ml_feature_data is the one the feature registry describes', async () => {
  const text = await committed(FEATURE_VIEW_FILE);
  assert.equal(text, withFeatureView(text), 'run: npm run dump');
});
