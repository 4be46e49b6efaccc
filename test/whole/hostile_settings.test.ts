import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import pg from 'pg';
import { migrate } from '../../src/db/migrate.ts';
import { startServer } from '../../src/server/index.ts';
import { ask } from '../support/graphql.ts';
import type { Laboratory } from '../support/laboratory.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { column, one } from '../support/rows.ts';

/** What an owner may have set for a database, each as far from what we need as it can be. */
const HOSTILE = {
  DateStyle: 'SQL, DMY',
  TimeZone: 'Pacific/Kiritimati',
  IntervalStyle: 'iso_8601',
  bytea_output: 'escape',
  extra_float_digits: '-15',
  standard_conforming_strings: 'off',
  client_encoding: 'LATIN1',
  search_path: 'public',
  array_nulls: 'off',
  transform_null_equals: 'on',
  statement_timeout: '500ms',
  lock_timeout: '5ms',
  idle_in_transaction_session_timeout: '500ms',
  idle_session_timeout: '500ms',
  default_transaction_isolation: 'serializable',
  default_transaction_read_only: 'on',
  quote_all_identifiers: 'on',
  'plpgsql.extra_errors': 'all',
  session_replication_role: 'replica',
  exit_on_error: 'on',
  restrict_nonsystem_relation_kind: 'view, foreign-table',
  row_security: 'off',
  backslash_quote: 'off',
  default_transaction_deferrable: 'on',
  work_mem: '64kB',
  temp_buffers: '800kB',
  debug_parallel_query: 'on',
  join_collapse_limit: '1',
  enable_indexscan: 'off',
};

describe('what the database sets for its sessions', () => {
  const plain = ownLaboratory();
  const hostile = ownLaboratory({ empty: true });

  /** From a migrated database to predictions; the prices come from a client that takes what the database says. */
  async function wholeWay(lab: Laboratory): Promise<unknown> {
    await lab.db.query('update ml_pipeline_defaults set minimum_sessions = 500, validation_folds = 1, surrogates = 20');
    const instrument = await addInstrument(lab.db, 'ŁÓDŹ');
    const loader = new pg.Client({ connectionString: lab.url });
    await loader.connect();
    await loader.query(`set session_replication_role to origin; begin read write;
                        set local search_path to ${lab.schema}; set local statement_timeout to 0;
                        set local lock_timeout to 0; set local idle_in_transaction_session_timeout to 0`);
    await insertPriceRows(loader, instrument, walkRows(620, 5));
    await loader.query('commit');
    await loader.end();
    const worker = await lab.startWorker();
    await lab.idle();
    await worker.stop();
    return {
      computed: await one(
        lab.db,
        `select (select data_hash from ml_models) as data,
                (select md5(string_agg(f.values::text, ';' order by trading_date)) from features f) as features,
                (select model_file_hash from ml_models) as model,
                (select array_agg(distinct t.status) from ml_pipeline_tasks t) as statuses,
                (select max(t.attempt) from ml_pipeline_tasks t) as attempts,
                (select array_agg(holiday_date order by holiday_date)::text from exchange_holidays) as holidays`,
      ),
      answered: await graphql(lab),
    };
  }

  async function graphql(lab: Laboratory): Promise<unknown> {
    const server = await startServer({ databaseUrl: lab.url, schema: lab.schema, port: 0 });
    try {
      return await ask(
        server.url,
        `{ latestPredictions { nodes { symbol predictionDate targetDate predictionProbability } }
           mlPredictions(orderBy: PREDICTION_DATE_ASC) {
             nodes { predictionDate predictionProbability tradingSignal actualReturn7d } } }`,
      );
    } finally {
      await server.close();
    }
  }

  before(async () => {
    const admin = new pg.Client({ connectionString: hostile.url });
    await admin.connect();
    const database = pg.escapeIdentifier(new URL(hostile.url).pathname.slice(1));
    const known = await column<string>(admin, 'select name from pg_settings');
    for (const [name, value] of Object.entries(HOSTILE)) {
      if (!name.includes('.') && !known.includes(name)) continue; // of a later Postgres
      const list = name === 'search_path' ? value : pg.escapeLiteral(value);
      await admin.query(`alter database ${database} set ${name} to ${list}`);
    }
    await admin.end();
  });

  test('changes nothing between an insert and the answer of GraphQL', async () => {
    const loader = new pg.Client({ connectionString: hostile.url });
    await loader.connect();
    assert.deepEqual(
      (await loader.query('show datestyle')).rows,
      [{ DateStyle: 'SQL, DMY' }],
      'the settings are in force',
    );
    await loader.end();
    const expected = await wholeWay(plain);
    await migrate(hostile.url, hostile.schema);
    await migrate(hostile.url, hostile.schema); // and as tables that are there
    assert.deepEqual(await wholeWay(hostile), expected);
    assert.match(JSON.stringify(expected), /"symbol":"ŁÓDŹ"/);
  });
});
