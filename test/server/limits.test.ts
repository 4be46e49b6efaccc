import '../../src/server/graphile_mode.ts';

import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { createClient } from 'graphql-ws';
import { pino } from 'pino';
import { makeSchema } from 'postgraphile';
import { execute, hookArgs } from 'postgraphile/grafast';
import { parse } from 'postgraphile/graphql';
import { WebSocket } from 'ws';
import { readDeclarations } from '../../src/server/declarations.ts';
import { TOO_LONG_TO_PLAN } from '../../src/server/errors.ts';
import { type RunningServer, startServer } from '../../src/server/index.ts';
import { startLargeThread } from '../../src/server/large/supervised_thread.ts';
import { limits } from '../../src/server/limits.ts';
import { makePreset } from '../../src/server/preset.ts';
import { makeReader } from '../../src/server/requests/documents.ts';
import { inputsOf } from '../../src/server/requests/inputs.ts';
import { createBudget } from '../../src/server/requests/planning_budget.ts';
import { limitPlanning } from '../../src/server/requests/planning_time.ts';
import { createPlansHere } from '../../src/server/requests/plans_here.ts';
import { ask, post } from '../support/graphql.ts';
import { ownDatabase } from '../support/own_database.ts';
import { insertForecasts } from './forecasts.ts';

const log = pino({ level: 'silent' });
const times = (count: number, of: (i: number) => string) => Array.from({ length: count }, (_, i) => of(i)).join(' ');
/** Each spreads the next one twice. */
const doubling = (levels: number, last: string) =>
  `query { ...F0 } ${times(levels, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} ` +
  `fragment F${levels} on Query { ${last} }`;

describe('a request that would take too much', () => {
  const database = ownDatabase();
  const admin = database.client();
  let server: RunningServer;

  before(async () => {
    await insertForecasts(database);
    await admin.query(`
      create function a_long_text(length integer) returns text language sql stable as $$ select repeat('x', length) $$;
      create function session_setting(name text) returns text language sql stable as $$ select current_setting(name) $$;
      create function setting_after_a_while(name text, seconds float8) returns text language sql stable as $$
        select current_setting(name) from pg_sleep(seconds) $$;
      revoke execute on function a_long_text(integer), session_setting(text), setting_after_a_while(text, float8)
        from public;
      grant execute on function a_long_text(integer), session_setting(text), setting_after_a_while(text, float8)
        to pgaugur_reader`);
    server = await startServer({ databaseUrl: database.url, schema: database.schema, port: 0, log });
  });

  database.beforeDrop(() => server.close());

  const over = (url: string) => createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket });

  const refusals: readonly { what: string; query: string; variables?: Record<string, unknown>; says: RegExp }[] = [
    {
      what: 'of doubling fragments',
      query: doubling(24, '__typename'),
      says: /more than a million fields .* at most 500/,
    },
    {
      what: 'of doubling fragments that lead nowhere',
      query: doubling(40, '...Nobody'),
      says: /at most 500 are answered/,
    },
    {
      what: 'of very many words',
      query: `{ ${times(1000, (i) => `a${i}: mlModels(first: 1) { totalCount }`)} }`,
      says: /more that 5000 tokens/,
    },
    {
      what: 'of many fields',
      query: `{ ${times(300, () => 'mlModels { totalCount }')} }`,
      says: /600 fields .* at most 500/,
    },
    {
      what: 'of many aliases',
      query: `{ ${times(101, (i) => `a${i}: __typename`)} }`,
      says: /101 aliases .* at most 100/,
    },
    {
      what: 'of many levels',
      query: `{ baseInstruments(first: 1) { ${'nodes { mlPredictions(first: 1) { nodes { instrument { '.repeat(12)} id ${'} } } }'.repeat(12)} } }`,
      says: /levels of fields, at most 45/,
    },
    {
      what: 'of pages within pages',
      query: '{ baseInstruments(first: 500) { nodes { mlPredictions { nodes { id } } } } }',
      says: /may read 50500 rows over all of its levels, at most 20000/,
    },
    {
      what: 'of pages beside pages',
      query: `{ ${times(10, (i) => `a${i}: features(first: 10000) { nodes { values } }`)} }`,
      says: /may read 100000 rows/,
    },
    {
      what: 'of a page whose size is in a variable',
      query: 'query ($n: Int = 5) { features(first: $n) { nodes { values } } }',
      variables: { n: 9_000 },
      says: /may read 1800000 values, at most 500000/,
    },
    {
      what: 'of a size below nothing',
      query: '{ mlModels(first: -1) { nodes { id } } }',
      says: /"first" counts rows and cannot be negative, -1 was given/,
    },
    {
      what: 'of a size below nothing in a variable',
      query: 'query ($n: Int) { a: mlModels(last: 1) { nodes { id } } b: mlModels(offset: $n) { nodes { id } } }',
      variables: { n: -3 },
      says: /"offset" counts rows and cannot be negative, -3 was given/,
    },
    {
      what: 'of many conditions',
      query: 'query ($f: [BaseInstrumentFilter!]) { baseInstruments(filter: { or: $f }) { totalCount } }',
      variables: { f: Array.from({ length: 101 }, () => ({ id: { equalTo: 1 } })) },
      says: /more than 200 objects/,
    },
    {
      what: 'of many wildcards',
      query: `{ baseInstruments(filter: { symbol: { likeInsensitive: "${'%a'.repeat(11)}" } }) { totalCount } }`,
      says: /11 wildcards \(%\), at most 10/,
    },
    {
      what: 'of many wildcards in a variable',
      query: 'query ($p: String!) { baseInstruments(filter: { name: { notLike: $p } }) { totalCount } }',
      variables: { p: '%a'.repeat(11) },
      says: /11 wildcards/,
    },
    {
      what: 'of lists within lists',
      query: `{ baseInstruments(filter: { or: ${'['.repeat(2_400)}${']'.repeat(2_400)} }) { totalCount } }`,
      says: /more than 200 brackets within each other/,
    },
    {
      what: 'of conditions within conditions',
      query: `{ baseInstruments(filter: ${'{ not: '.repeat(1_600)}{}${'}'.repeat(1_600)}) { totalCount } }`,
      says: /more than 200 brackets within each other/,
    },
    {
      what: 'of fields within fields that there are none of',
      query: `${'{ a '.repeat(2_400)}${'}'.repeat(2_400)}`,
      says: /more than 200 brackets within each other/,
    },
    {
      what: 'of lists within lists in a variable',
      query: 'query ($f: [BaseInstrumentFilter!]) { baseInstruments(filter: { or: $f }) { totalCount } }',
      variables: { f: JSON.parse(`${'['.repeat(3_000)}${']'.repeat(3_000)}`) },
      says: /more than 200 lists and objects within each other/,
    },
    { what: 'that spreads itself', query: '{ ...A } fragment A on Query { ...A }', says: /Cannot spread fragment "A"/ },
  ];
  for (const { what, query, variables, says } of refusals) {
    test(`${what} is an error of the client that names the limit, by POST and over a websocket`, async () => {
      const response = await fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      assert.equal(response.status, 400);
      assert.match(await response.text(), new RegExp(says.source.replaceAll('"', '\\\\"')));
      const client = over(server.url);
      try {
        const answer = await client
          .iterate({ query, variables })
          .next()
          .catch((errors: unknown) => errors);
        assert.match(JSON.stringify(answer).replaceAll('\\"', '"'), says);
      } finally {
        await client.dispose();
      }
    });
  }

  test('of several operations at once is refused', async () => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]),
    });
    assert.equal(response.status, 400);
  });

  test('of an answer that grows too long is ended in its middle, and the next one is answered', async () => {
    const asked = async (length: number) => (await post(server.url, `{ aLongText(length: ${length}) }`)).errors;
    assert.deepEqual(await asked(2 * limits.smallAnswerBytes), [
      { message: 'the answer is longer than 8 MB: ask for fewer rows or fields' },
    ]);
    assert.equal(await asked(1_000), undefined);
  });

  test('has half a second for a statement, as a setting of the session, and ten where that was not enough', async () => {
    const settings = (more: string) =>
      `{ role: sessionSetting(name: "role") timeout: sessionSetting(name: "statement_timeout") ${more} }`;
    assert.deepEqual(await ask(server.url, settings('')), { role: 'pgaugur_reader', timeout: '500ms' });
    assert.deepEqual(await ask(server.url, '{ settingAfterAWhile(name: "statement_timeout", seconds: 0.7) }'), {
      settingAfterAWhile: '10s',
    });
  });

  test('of many statements has one answer, which is as long as that of one may be', async () => {
    const asked = (times: number) =>
      post(
        server.url,
        `{ ${Array.from({ length: times }, (_, i) => `a${i}: aLongText(length: ${1_000_000 + i})`).join(' ')} }`,
      );
    assert.equal((await asked(5)).errors, undefined);
    assert.deepEqual(
      [...new Set((await asked(12)).errors?.map(({ message }) => message))],
      ['the answer is longer than 8 MB: ask for fewer rows or fields'],
    );
    assert.equal((await asked(5)).errors, undefined);
  });

  test('is answered by a thread of its own as any other', async () => {
    const large = (what: string) => ask(server.url, `{ mlPredictions(first: 2000) { ${what} } }`);
    assert.deepEqual(await large('nodes { id }'), {
      mlPredictions: { nodes: [{ id: '1' }, { id: '2' }, { id: '3' }, { id: '4' }] },
    });
    const client = over(server.url);
    const { value } = await client.iterate({ query: '{ mlPredictions(first: 2000) { nodes { id } } }' }).next();
    assert.deepEqual(value, { data: await large('nodes { id }') });
    await client.dispose();
    const beside = 'query Large { mlPredictions(first: 2000) { nothing } } mutation { x }';
    await assert.rejects(ask(server.url, beside), /Cannot query field "(nothing|x)"/);
    await assert.rejects(large('nodes { nothing }'), /Cannot query field "nothing"/);
    await assert.rejects(
      ask(server.url, '{ stockPrices(first: 10001) { nodes { id } } }'),
      /at most 10000 rows, 10001/,
    );
  });

  test('is no subscription: it would be answered again and again', async () => {
    const client = over(server.url);
    const query = 'subscription { runs { runs { instrument { stockPrices(first: 40) { nodes { id } } } } } }';
    const answer = await client
      .iterate({ query })
      .next()
      .catch((errors: unknown) => errors);
    assert.match(JSON.stringify(answer), /a subscription may read at most 3000 rows/);
    await client.dispose();
  });

  test('that takes longer to plan ends, is told which limit it met, and is planned again when it is asked again', async () => {
    const pool = database.pool({ role: 'pgaugur_reader', max: 1 });
    const declarations = await readDeclarations(pool, database.schema);
    const limit = { milliseconds: 0.1 };
    const planning = limitPlanning(limit, TOO_LONG_TO_PLAN);
    const preset = makePreset({ pool, schema: database.schema, declarations, log, planning });
    const { schema, resolvedPreset } = await makeSchema(preset);
    const read = makeReader({ schema, abandoned: planning.abandoned });
    const answer = async () => {
      const reading = read(`{ ${times(40, (i) => `a${i}: mlModels { totalCount }`)} }`);
      assert.ok('document' in reading);
      const document = reading.document.node;
      return execute(await hookArgs({ schema, document, resolvedPreset, requestContext: {}, contextValue: {} }));
    };
    assert.match(JSON.stringify(await answer()), /planning the document took longer than 500 ms: ask for fewer fields/);
    limit.milliseconds = 10_000;
    assert.deepEqual(Object.keys(await answer()), ['data']);
  });

  test('leaves no trace of an abandoned plan: what takes too long to read and plan ends, and the thread with it', async () => {
    const thread = await startLargeThread({
      databaseUrl: database.url,
      schema: database.schema,
      log,
      graceMilliseconds: 1 - limits.planningMilliseconds,
    });
    const question = {
      text: `{ ${times(90, (i) => `a${i}: mlModels { totalCount }`)} }`,
      role: 'pgaugur_reader' as const,
      operationName: undefined,
      variables: {},
    };
    await assert.rejects(thread.ask(question), /planning the document took longer than 500 ms/);
    await thread.ended;
  });
});

test('a document has few plans here, and a plan for each of what its variables skip', () => {
  const made = (document: string, variables: readonly Record<string, unknown>[], hasTime = true) => {
    const plans = createPlansHere(inputsOf(parse(document)), () => hasTime);
    return variables.map((given) => {
      const place = plans.place(undefined, given);
      if (place === 'new') plans.add(undefined, given);
      return place;
    });
  };
  const skipping =
    'query ($n: Int, $v: Int) { ...F } fragment F on Query { mlModels(first: $n) @skip(if: $v) { totalCount } }';
  assert.deepEqual(made(skipping, [{ v: true }, { v: true, n: 5 }, { v: false }, { v: true }]), [
    'new',
    'known',
    'new',
    'known',
  ]);
  const many = made(
    skipping,
    Array.from({ length: 100 }, (_, v) => ({ v })),
  );
  assert.equal(many.filter((place) => place === 'new').length, limits.plansOfDocument);
  assert.deepEqual(many.slice(-1), ['elsewhere']);
  assert.deepEqual(made('{ mlModels { totalCount } }', [{}], false), ['elsewhere']);
});

test('time to plan is spent and comes back', () => {
  let now = 0;
  const budget = createBudget({ millisecondsPerSecond: 100, millisecondsAtOnce: 50 }, () => now);
  assert.equal(budget.isSpent, false);
  budget.spend(60);
  assert.equal(budget.isSpent, true);
  now = 90;
  assert.equal(budget.isSpent, true);
  now = 110;
  assert.equal(budget.isSpent, false);
  now = 10_000;
  budget.spend(49);
  assert.equal(budget.isSpent, false);
});
