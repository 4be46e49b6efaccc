import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { migrate } from '../../src/db/migrate.ts';
import { ownDatabase } from '../support/own_database.ts';
import { buildSchemaText } from './schema_text.ts';

describe('the text of the API', () => {
  const database = ownDatabase();

  const committed = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8');

  test('schema.graphql is what the database gives (npm run dump writes it)', async () => {
    const built = await buildSchemaText({ databaseUrl: database.url, schema: database.schema });
    // Not assert.equal on 300 KB: its message would be the whole text.
    const lines = committed.split('\n');
    const firstDifference = built.split('\n').find((line, i) => line !== lines[i]);
    assert.equal(firstDifference, undefined, 'schema.graphql is out of date: npm run dump');
    assert.equal(committed.length, built.length);
  });

  test('the API is the same whatever the schema of the installation is called', async () => {
    await migrate(database.url, 'other_name');
    const other = await buildSchemaText({ databaseUrl: database.url, schema: 'other_name' });
    assert.ok(other === committed);
    assert.doesNotMatch(other, /other_name|stock_data/);
  });
});
