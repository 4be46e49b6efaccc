import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { buildSchema } from 'graphql';
import { ownDatabase } from '../support/own_database.ts';
import { FEATURE_VIEW_FILE, withFeatureView } from './feature_view.ts';
import { PAGE_DOCUMENTS, pageDocuments } from './page_documents.ts';
import { rightsReference } from './rights_reference.ts';
import { dumpSchema } from './schema_dump.ts';

const committed = (path: string) => readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('what is generated and committed', () => {
  const database = ownDatabase();
  const client = database.client();

  test('schema.sql and docs/reference/rights.md are those of the schema that migrations/ and sql/ make', async () => {
    assert.equal(await dumpSchema(client, database.schema), await committed('schema.sql'), 'run: npm run dump');
    const rights = await rightsReference(client, database.schema);
    assert.equal(rights, await committed('docs/reference/rights.md'), 'run: npm run dump');
  });

  test('a right to a single column is shown', async () => {
    await client.query('begin');
    try {
      await client.query('grant select (sha256, format), update (format) on ml_model_artifacts to pgaugur_reader');
      const rights = await rightsReference(client, database.schema);
      const section = /\n## Single columns\n(.*?)\n## /s.exec(rights)?.[1] ?? '';
      assert.match(section, /^\| `ml_model_artifacts.sha256` \| read \| read \| {2}\|$/m);
      assert.match(section, /^\| `ml_model_artifacts.format` \| read, update \| read, update \| {2}\|$/m);
    } finally {
      await client.query('rollback');
    }
  });

  test('the documents of the page are those of its GraphQL file, with the types of the schema', async () => {
    const schema = buildSchema(await committed('schema.graphql'));
    const text = pageDocuments(schema, await committed('src/web/api/documents.graphql'));
    assert.equal(text, await committed(PAGE_DOCUMENTS), 'run: npm run dump');
  });

  test('a document of the page that the schema cannot answer is refused', () => {
    const schema = buildSchema('type Query { symbol: String! }');
    assert.throws(() => pageDocuments(schema, 'query A { symbols }'), /Cannot query field "symbols"/);
    assert.throws(() => pageDocuments(schema, '{ symbol }'), /has no name/);
  });

  test('the view ml_feature_data is the one the feature registry describes', async () => {
    const text = await committed(FEATURE_VIEW_FILE);
    assert.equal(text, withFeatureView(text), 'run: npm run dump');
  });
});
