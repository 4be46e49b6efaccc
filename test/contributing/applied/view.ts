import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createClient } from '../../../src/db/pool.ts';
import { startServer } from '../../../src/server/index.ts';
import { insertForecasts } from '../../server/forecasts.ts';
import { createTestDatabase } from '../../support/database.ts';
import { ask } from '../../support/graphql.ts';

test('the view answers to readers, in SQL and in GraphQL', async () => {
  const database = await createTestDatabase();
  const { url: databaseUrl, schema } = database;
  await insertForecasts(database);
  const owner = createClient({ databaseUrl, schema });
  const reader = createClient({ databaseUrl, schema, role: 'pgaugur_reader' });
  const server = await startServer({ databaseUrl, schema, port: 0 });
  try {
    await owner.connect();
    await owner.query('update ml_models set gate_passed = true');
    await reader.connect();
    const { rows } = await reader.query('select * from family_record');
    assert.deepEqual(rows, [{ family: 'xgboost_classifier', judged: 1, passed: 1 }]);
    assert.deepEqual(await ask(server.url, '{ familyRecords { nodes { family judged passed } } }'), {
      familyRecords: { nodes: rows },
    });
  } finally {
    await server.close();
    await owner.end();
    await reader.end();
    await database.drop();
  }
});
