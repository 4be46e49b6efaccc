import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { buildSchema, isInputObjectType, isObjectType } from 'graphql';
import { pino } from 'pino';
import { expectedVersion } from '../../src/db/schema_version.ts';
import { startServer } from '../../src/server/index.ts';
import { STEPS } from '../../workers/index.ts';
import { ask, post } from '../support/graphql.ts';
import { ownDatabase } from '../support/own_database.ts';

describe('what the API lets be seen', () => {
  const database = ownDatabase();
  const admin = database.client();
  /** What the database gives: test/dump holds that. */
  const api = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

  /** Names of all types, and of all their fields as `Type.field`. */
  function allNames(): string[] {
    return Object.values(api.getTypeMap()).flatMap((type) => [
      type.name,
      ...(isObjectType(type) || isInputObjectType(type)
        ? Object.keys(type.getFields()).map((field) => `${type.name}.${field}`)
        : []),
    ]);
  }

  test('what changes anything is what operators may do, and nothing of upkeep is among it', () => {
    const functions =
      'acceptSourceChanges addFeatureSource backfill backtest backtestPortfolio cancelRun judgeExternalModels pause';
    const more =
      'pauseInstrument predict promoteModel registerExternalModel removeFeatureSource requestRun resume resumeInstrument ' +
      'retryRun rollbackModelBySymbol';
    const rows = ['ExchangeHoliday', 'MlAlertRule', 'MlContextIndex', 'MlPipelinePolicy'];
    assert.deepEqual(
      Object.keys(api.getMutationType()?.getFields() ?? {}).sort(),
      [
        ...`${functions} ${more} train trainPool`.split(' '),
        ...['create', 'delete', 'update'].flatMap((verb) => rows.map((row) => `${verb}${row}`)),
        'deleteMlContextIndexByExchangeIdAndSlot',
        'updateMlContextIndexByExchangeIdAndSlot',
        'updatePipelinePolicy',
      ].sort(),
    );
  });

  test('what the reader may not read is nowhere in the API, nor are relations that lead to it', () => {
    const internals = /artifact|schema_?migration|schema_?version|run_?request|worker_?pool|job|queue_/i;
    assert.deepEqual(
      allNames().filter((name) => internals.test(name)),
      [],
    );
  });

  test('binary fingerprints are left out', () => {
    const hashes = allNames().filter((name) => /hash|binary/i.test(name));
    assert.deepEqual(
      hashes.filter((name) => !/\.(modelFileHash|rawFileHash|rawDataHash)$/.test(name)),
      [],
    );
  });

  test('of all functions only the calendar, scoring, comparison, explanation and what curves are drawn from are queries of their own', async () => {
    const functions = await admin.query<{ name: string }>(
      'select distinct proname as name from pg_proc where pronamespace = $1::regnamespace',
      [database.schema],
    );
    const asField = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const queries = new Set(Object.keys(api.getQueryType()?.getFields() ?? {}));
    assert.deepEqual(
      functions.rows
        .map(({ name }) => asField(name))
        .filter((name) => queries.has(name))
        .sort(),
      [
        'backtestEquity',
        'compareModels',
        'contributionRanges',
        'explainPrediction',
        'predictProbability',
        'predictionsAsKnown',
        'rescore',
        'signalsOn',
        'targetSession',
        'testCurve',
        'whatIf',
      ],
    );
  });

  test('every table, view and function that can be read has a description', async () => {
    const undescribed = await admin.query(
      `select c.relname as name from pg_class c
     where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'v')
       and has_table_privilege('pgaugur_reader', c.oid, 'select')
       and coalesce(regexp_replace(obj_description(c.oid, 'pg_class'), '^(@[^\\n]*\\n?)*', ''), '') = ''
     union all
     select p.proname from pg_proc p
     where p.pronamespace = $1::regnamespace and has_function_privilege('pgaugur_reader', p.oid, 'execute')
       and coalesce(regexp_replace(obj_description(p.oid, 'pg_proc'), '^(@[^\\n]*\\n?)*', ''), '') = ''`,
      [database.schema],
    );
    assert.deepEqual(undescribed.rows, []);
  });

  test('every column that can be read has a description, but for keys, names and times that say what they are', async () => {
    const undescribed = await admin.query(
      `select c.relname || '.' || a.attname as name
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'v')
       and has_table_privilege('pgaugur_reader', c.oid, 'select')
       and coalesce(col_description(c.oid, a.attnum), '') not like '%@behavior -*%'
       and coalesce(regexp_replace(col_description(c.oid, a.attnum), '^(@[^\\n]*(\\n|$))*', ''), '') = ''
       and a.attname !~ '(^|_)(id|at|name|symbol)$'
     order by name`,
      [database.schema],
    );
    assert.deepEqual(undescribed.rows, []);
  });

  test('requests run as pgaugur_reader, whoever the server logs in as; an internal error goes to the log, not to the client', async () => {
    await admin.query(`
    create function whoever_asks() returns text language sql stable as 'select current_user::text';
    revoke execute on function whoever_asks() from public;
    grant execute on function whoever_asks() to pgaugur_reader`);
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line) => void lines.push(line) });
    const server = await startServer({ databaseUrl: database.url, schema: database.schema, port: 0, log });
    try {
      assert.deepEqual(await ask(server.url, '{ whoeverAsks }'), { whoeverAsks: 'pgaugur_reader' });
      await admin.query('revoke select on sectors from pgaugur_reader');
      const { errors } = await post(server.url, '{ sectors { nodes { name } } }');
      assert.deepEqual(errors, [{ message: 'internal error: the log of the server has the details' }]);
      assert.equal(lines.length, 1);
      assert.match(lines[0], /permission denied for table sectors/);
    } finally {
      await server.close();
      await admin.query('grant select on sectors to pgaugur_reader; drop function whoever_asks()');
    }
  });

  test('a login that may read and nothing else is enough to serve the API', async () => {
    const login = `${new URL(database.url).pathname.slice(1)}_login`;
    await admin.query(`create role ${login} login password 'secret'; grant pgaugur_reader to ${login}`);
    const url = new URL(database.url);
    url.username = login;
    url.password = 'secret';
    try {
      const server = await startServer({ databaseUrl: url.href, schema: database.schema, port: 0 });
      try {
        assert.deepEqual(await ask(server.url, '{ mlPipelineSteps { totalCount } }'), {
          mlPipelineSteps: { totalCount: STEPS.length },
        });
      } finally {
        await server.close();
      }
    } finally {
      await admin.query(`drop role ${login}`);
    }
  });

  test('a schema of another version is not served: what it hides may be other things', async () => {
    await admin.query("update pgaugur_version set version = '0001-00000000'");
    try {
      await assert.rejects(startServer({ databaseUrl: database.url, schema: database.schema, port: 0 }), {
        name: 'SchemaVersionError',
        message: /^schema "stock_data" has version 0001-00000000, this pgaugur needs .* Run: pgaugur migrate$/,
      });
    } finally {
      await admin.query('update pgaugur_version set version = $1', [await expectedVersion()]);
    }
  });

  test('a kind of operation that the API does not have is a mistake of the query, and none of the log', async (t) => {
    const lines: string[] = [];
    const printed = t.mock.method(console, 'error', () => {});
    const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
    const server = await startServer({ databaseUrl: database.url, schema: database.schema, port: 0, log });
    try {
      for (const query of ['mutation { x }', 'subscription { x }', 'mutation M($a: Int) { x(a: $a) }']) {
        const { errors } = await post(server.url, query);
        assert.equal(errors?.length, 1);
        assert.doesNotMatch(errors[0].message, /internal error/);
      }
      assert.deepEqual([lines, printed.mock.calls.length], [[], 0]);
    } finally {
      await server.close();
    }
  });
});
