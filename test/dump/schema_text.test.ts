import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { migrate } from '../../src/db/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { buildSchemaText } from './schema_text.ts';

let database: TestDatabase;

before(async () => {
  database = await createTestDatabase();
});

after(() => database.drop());

test('schema.graphql is what the database gives (npm run dump writes it)', async () => {
  const committed = await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8');
  const built = await buildSchemaText({ databaseUrl: database.url, schema: database.schema });
  // Not assert.equal on 300 KB: its message would be the whole text.
  const firstDifference = built.split('\n').find((line, i) => line !== committed.split('\n')[i]);
  assert.equal(firstDifference, undefined, 'schema.graphql is out of date: npm run dump');
  assert.equal(committed.length, built.length);
});

test('the API is the same whatever the schema of the installation is called', async () => {
  await migrate(database.url, 'other_name');
  const [one, other] = await Promise.all([
    buildSchemaText({ databaseUrl: database.url, schema: database.schema }),
    buildSchemaText({ databaseUrl: database.url, schema: 'other_name' }),
  ]);
  assert.ok(one === other);
  assert.doesNotMatch(one, /other_name|stock_data/);
});
