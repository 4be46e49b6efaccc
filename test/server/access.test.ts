import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { pino } from 'pino';
import { type GraphQLSchema, buildSchema } from 'postgraphile/graphql';
import { connectionOptions } from '../../src/db/pool.ts';
import { buildSchemaText, startServer } from '../../src/server/index.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { ask, post } from '../support/graphql.ts';

let database: TestDatabase;
let api: GraphQLSchema;

before(async () => {
  database = await createTestDatabase();
  api = buildSchema(await buildSchemaText({ databaseUrl: database.url, schema: database.schema }));
});

after(() => database.drop());

const typeNames = () => Object.keys(api.getTypeMap());
const queryFields = () => Object.keys(api.getQueryType()?.getFields() ?? {});

test('the API cannot change anything: it has no mutations', () => {
  assert.equal(api.getMutationType(), undefined);
});

test('tables that the reader may not read are not in the API, nor is what leads to them', () => {
  const internals = /artifact|schema_?migration|schema_?version|run_?request|worker_?pool|node_?id/i;
  assert.deepEqual(typeNames().filter((name) => internals.test(name)), []);
  assert.deepEqual(queryFields().filter((name) => internals.test(name)), []);
  assert.ok(!api.getType('MlModel')?.toConfig().astNode?.loc?.source.body.includes('artifact'));
});

test('of the functions only the calendar is a query of its own', () => {
  const functions =
    /step|retry|cancel|pause|resume|settle|sweep|register|delete|request|enqueue|close|pin|fail|release|policy$|retraining|serving|target/i;
  const tables = new Set(['mlPipelineStep', 'mlPipelineSteps', 'mlPipelinePolicy']);
  assert.deepEqual(
    queryFields().filter((name) => functions.test(name) && !tables.has(name)),
    ['targetSession'],
  );
});
