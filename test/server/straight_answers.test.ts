import '../../src/server/graphile_mode.ts';

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { pino } from 'pino';
import { makeSchema } from 'postgraphile';
import { execute, hookArgs, isAsyncIterable } from 'postgraphile/grafast';
import { parse } from 'postgraphile/graphql';
import { readDeclarations } from '../../src/server/declarations.ts';
import { makePreset } from '../../src/server/preset.ts';
import { INSTALLED, READABLE } from '../../src/server/requests/engine_versions.ts';
import { createStraightAnswers } from '../../src/server/requests/straight_answers.ts';
import { QUESTIONS } from '../bench/graphql_questions.ts';
import { ownDatabase } from '../support/own_database.ts';
import { insertForecasts } from './forecasts.ts';

describe('an answer that is rows and nothing else', () => {
  const database = ownDatabase();
  const admin = database.client();
  const pool = database.pool({ role: 'pgaugur_reader', max: 2 });
  const straight = createStraightAnswers({ log: pino({ level: 'silent' }) });
  let server: Awaited<ReturnType<typeof makeSchema>>;

  before(async () => {
    await insertForecasts(database);
    await admin.query(`
      update base_instruments set name = E'a "quoted" \\\\ name,\\nin two lines: \\u2028 ü 😀 \\x01';
      update ml_predictions set actual_return_7d = 1e-7 where id = 1;
      update ml_predictions set actual_return_7d = '-0' where id = 2;
      update ml_predictions set actual_return_7d = 1e21 where id = 3`);
    const declarations = await readDeclarations(pool, database.schema);
    const preset = makePreset({ pool, schema: database.schema, declarations, log: pino({ level: 'silent' }) });
    server = await makeSchema({ extends: [preset], plugins: [...straight.plugins] });
  });

  /** Asks one document, and says whether the engine was needed. */
  const asker = (text: string) => {
    const document = parse(text);
    return async (variableValues: Record<string, unknown> = {}) => {
      const { schema, resolvedPreset } = server;
      const args = await hookArgs({
        schema,
        document,
        variableValues,
        resolvedPreset,
        requestContext: {},
        contextValue: { role: 'pgaugur_reader' },
      });
      let byEngine = false;
      const result = await straight.execute(args, () => {
        byEngine = true;
        return execute({ ...args, outputDataAsString: true });
      });
      assert.ok(!isAsyncIterable(result));
      const { data, errors = [] } = result;
      return { byEngine, data: String(data), errors: errors.map(({ message, path }) => ({ message, path })) };
    };
  };

  const STRAIGHT: readonly string[] = [
    '{ mlPredictions { nodes { id instrument { exchange { micCode country { isoCode } } } } } }',
    ...QUESTIONS.map(({ query }) => query),
    '{ mlPredictions { nodes { __typename key: id actualReturn7d createdAt origin instrument { id name exchange { micCode country { isoCode } } } } } }',
    '{ a: baseInstruments(first: 1) { rows: nodes { name isActive } } mlPipelineRuns { nodes { id instrument { symbol } model { modelName } } } }',
    '{ mlPredictions(filter: { tradingSignal: { equalTo: BUY } }, orderBy: [PREDICTION_PROBABILITY_DESC], first: 2) { nodes { id tradingSignal } } }',
    '{ mlPredictions(first: 0) { nodes { id } } stockPrices(first: 2) { nodes { closePrice volume } } }',
  ];
  for (const text of STRAIGHT) {
    test(`is the same from its rows at once: ${text.replace(/\s+/g, ' ').slice(0, 70)}`, async () => {
      const ask = asker(text);
      const first = await ask();
      assert.ok(first.byEngine);
      assert.deepEqual(first.errors, []);
      const again = await ask();
      assert.equal(again.data, first.data);
      if (!text.includes('first: 0')) assert.equal(again.byEngine, false);
    });
  }

  test('is told apart by its variables, and read again each time', async () => {
    const ask = asker(
      'query ($id: BigInt!) { mlPredictions(filter: { id: { equalTo: $id } }) { nodes { id predictionHorizonDays } } }',
    );
    for (const id of ['1', '2']) await ask({ id });
    const [one, two] = [await ask({ id: '1' }), await ask({ id: '2' })];
    assert.deepEqual([one.byEngine, two.byEngine], [false, false]);
    assert.match(one.data, /"id":"1"/);
    assert.match(two.data, /"id":"2"/);
    await admin.query('update ml_predictions set prediction_horizon_days = 8 where id = 1');
    assert.match((await ask({ id: '1' })).data, /"predictionHorizonDays":8/);
  });

  test('has the fields that its variables leave', async () => {
    const ask = asker(
      'query ($short: Boolean!) { mlPredictions(first: 1) { nodes { id origin @skip(if: $short) instrument @include(if: $short) { id } } } }',
    );
    for (const short of [true, false]) {
      const first = await ask({ short });
      const again = await ask({ short });
      assert.deepEqual(again, { ...first, byEngine: false });
      assert.deepEqual([/"origin"/.test(again.data), /"instrument"/.test(again.data)], [!short, short]);
    }
  });

  test('is left to the engine where it is more: pages, counts, single rows, JSON with a shape, what is skipped by a variable', async () => {
    for (const text of [
      '{ mlPredictions(first: 2) { pageInfo { hasNextPage endCursor } nodes { id } } }',
      '{ mlPredictions { totalCount nodes { id } } }',
      '{ mlPredictions { edges { cursor node { id } } } }',
      '{ mlPrediction(id: "1") { id } }',
      '{ mlPredictions { nodes { featureImportanceJson { feature } } } }',
      '{ baseInstruments { nodes { mlPredictions { nodes { id } } } } }',
      '{ features(first: 2) { nodes { tradingDate values } } }',
      '{ __schema { queryType { name } } }',
    ]) {
      const ask = asker(text);
      const first = await ask();
      assert.deepEqual(await ask(), first, text);
      assert.ok(first.byEngine, text);
    }
  });

  test('says what is wrong as the engine does: a value that its type has not, a statement that fails', async () => {
    const text =
      '{ mlPredictions(orderBy: [ID_ASC]) { nodes { id actualReturn7d } } baseInstruments { nodes { symbol } } }';
    const ask = asker(text);
    await ask();
    await admin.query("update ml_predictions set actual_return_7d = 'NaN' where id = 1");
    assert.deepEqual(await ask(), await asker(text)());
    await admin.query('update ml_predictions set actual_return_7d = null where id = 1');
    assert.equal((await ask()).byEngine, false);
    await admin.query('revoke select on ml_predictions from pgaugur_reader');
    try {
      const { byEngine, ...refused } = await ask();
      const { byEngine: _, ...byTheEngine } = await asker(text)();
      assert.equal(byEngine, false);
      assert.deepEqual(refused, byTheEngine);
      assert.match(refused.data, /^\{"mlPredictions":null,"baseInstruments":\{/);
    } finally {
      await admin.query('grant select on ml_predictions to pgaugur_reader');
    }
  });
});

test('the versions whose plans are read are those that are tested', () => {
  // After an upgrade, with these set to it: the tests above say whether its plans are still read as they are.
  assert.deepEqual(READABLE, INSTALLED);
});

test('plans of other versions are not read: the engine answers, and the log says why', async () => {
  const said: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void said.push(line) });
  const { plugins, execute: answer } = createStraightAnswers({ log, versions: { ...INSTALLED, grafast: '1.2.0' } });
  assert.deepEqual(plugins, []);
  assert.match(said.join(), /reads the plans of grafast 1\.1\.3 and @dataplan\/pg 1\.1\.2, and grafast 1\.2\.0 and/);
  let asked = 0;
  const args = {
    document: parse('{ mlModels { nodes { id } } }'),
    operationName: null,
    variableValues: {},
    contextValue: {},
  };
  const engine = () => {
    asked++;
    return { data: {} };
  };
  for (const times of [1, 2, 3]) {
    await answer(args, engine);
    assert.equal(asked, times);
  }
});
