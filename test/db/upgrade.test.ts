import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, before, describe, test } from 'node:test';
import type pg from 'pg';
import { migrate } from '../../src/db/migrate.ts';
import { createClient } from '../../src/db/pool.ts';
import { readSqlFiles } from '../../src/db/schema_version.ts';
import { saveModel } from '../../src/learn/gbt/model_json.ts';
import { dumpSchema } from '../dump/schema_dump.ts';
import { fitOn, sample } from '../learn/support.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { addModel } from '../support/predictions.ts';
import { one, value } from '../support/rows.ts';
import { installRelease, RELEASED_VERSION } from './released/install.ts';

/** All comments of the schema: what GraphQL shows, and how things are named there. */
const commentsOf = async (client: pg.Client, schema: string): Promise<unknown[]> => {
  const found = await client.query(
    `select i.identity, d.description
     from pg_description d
     cross join lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) i
     where i.identity like $1 || '.%' or i.identity like '% on ' || $1 || '.%'
     order by 1`,
    [schema],
  );
  return found.rows;
};

/** An installation of an earlier release, with what it has come to hold. */
describe('upgrading an installation in use', () => {
  let database: TestDatabase;
  let client: pg.Client;
  const clients: pg.Client[] = [];
  const connect = async (): Promise<pg.Client> => {
    const made = createClient({ databaseUrl: database.url, schema: database.schema });
    clients.push(made);
    await made.connect();
    return made;
  };
  const open = async ({ empty } = { empty: true }): Promise<void> => {
    database = await createTestDatabase({ empty });
    client = await connect();
  };
  const close = async (): Promise<void> => {
    for (const made of clients.splice(0)) await made.end();
    await database.drop();
  };
  let fresh: string;
  let freshComments: unknown[];
  before(async () => {
    await open({ empty: false });
    fresh = await dumpSchema(client, database.schema);
    freshComments = await commentsOf(client, database.schema);
    await close();
  });
  afterEach(close);

  /** Thirty sessions from 2024-01-01 of a stock listed in New York, the run they opened, a model, its predictions. */
  const use = async (): Promise<{ stock: number; model: number; run: number }> => {
    const stock = await addInstrument(client, 'ALFA');
    await client.query(
      `with exchange as (insert into exchanges (name, mic_code) values ('New York Stock Exchange', 'XNYS') returning id)
       update base_instruments i set exchange_id = exchange.id from exchange where i.id = $1`,
      [stock],
    );
    await insertBars(client, stock, 30);
    const run = await value<number>(client, 'select id from ml_pipeline_runs');
    await client.query(
      `update ml_pipeline_runs set status = 'succeeded', finished_at = '2024-01-30 22:00+0', last_session = '2024-01-15'`,
    );
    const { features, labels } = sample(60, 3, 1);
    const artifact = Buffer.from(saveModel(fitOn(features, labels, { rounds: 2 }).model));
    const sha256 = createHash('sha256').update(artifact).digest('hex');
    await client.query(`insert into ml_model_artifacts (sha256, format, content) values ($1, 'xgboost-json', $2)`, [
      sha256,
      artifact,
    ]);
    const model = await addModel(client, stock, {
      data_end_date: '2024-01-10',
      model_file_path: `pg:${sha256}`,
      model_file_hash: sha256,
      metrics: { baseRate: 0.57 },
      model_card: {
        preparation: {
          dropped_columns: [
            { feature: 'bb_middle', reason: 'duplicate' },
            { feature: 'index_2_return_1d', reason: 'all_missing' },
          ],
        },
      },
    });
    // The first was made after its seventh session was there, the second before the open that it speaks of, the third,
    // whose seventh is to come, after it.
    await client.query(
      `insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
         predicted_class, prediction_probability, trading_signal, origin, pipeline_run_id, actual_class, actual_return_7d,
         created_at)
       values ($1, $2, '2024-01-03', '2024-01-10', 0, true, 0.7, 'BUY', 'live', $3, true, 0.01, '2024-01-15 23:00+0'),
              ($1, $2, '2024-01-15', '2024-01-22', 0, true, 0.7, 'BUY', 'live', $3, true, 0.01, '2024-01-15 23:00+0'),
              ($1, $2, '2024-01-29', '2024-02-05', 0, true, 0.7, 'BUY', 'live', $3, null, null, '2024-01-30 00:00+0')`,
      [model, stock, run],
    );
    return { stock, model, run };
  };

  test('what was there is there, new columns say what is known, and the schema is that of a new installation', async () => {
    await open();
    await installRelease(client, database.url, database.schema);
    const { stock, model, run } = await use();
    await client.query('insert into ml_pipeline_policies (instrument_id, minimum_sessions) values ($1, 20)', [stock]);

    const report = await migrate(database.url, database.schema);
    assert.deepEqual(
      report.applied,
      (await readSqlFiles('migrations')).map(({ name }) => name).filter((name) => name >= '0007'),
    );
    assert.equal(await dumpSchema(client, database.schema), fresh);
    assert.deepEqual(await commentsOf(client, database.schema), freshComments);

    const { rows: predictions } = await client.query(
      'select prediction_date as session, origin, model_age as age from ml_predictions order by session',
    );
    assert.deepEqual(predictions, [
      { session: '2024-01-03', origin: 'backfill', age: 0 },
      { session: '2024-01-15', origin: 'live', age: 5 },
      { session: '2024-01-29', origin: 'hindsight', age: 19 },
    ]);
    assert.deepEqual(
      await one(
        client,
        `select (select count(*)::int from stock_prices) as prices,
                (select scope from ml_models) as scope,
                (select minimum_sessions from pipeline_policy($1)) as minimum_sessions,
                (select model_scope from pipeline_policy($1)) as model_scope,
                (select predictions from ml_track_record where model_id = $2 and window_sessions is null) as settled,
                (select training_base_rate from ml_models) as base_rate,
                (select model_card #>> '{preparation,dropped_columns}' from ml_models) as dropped,
                (select cardinality(roots) from ml_model_trees) as trees,
                (select count(*)::int from exchange_holidays where holiday_date = '2024-12-25') as christmas`,
        [stock, model],
      ),
      {
        prices: 30,
        scope: 'own',
        minimum_sessions: 20,
        model_scope: 'own',
        settled: 1,
        base_rate: 0.57,
        dropped: '[{"reason": "duplicate", "feature": "bb_middle"}]',
        trees: 2,
        christmas: 1,
      },
    );

    await client.query("select cancel_run(id) from ml_pipeline_runs where status = 'queued'");
    await insertBars(client, stock, 1, { from: '2024-02-01' });
    const opened = await one<{ id: number; symbol: string }>(
      client,
      `select run_id as id, symbol from run_grid where run_status = 'queued' and step = 'check_data_availability'`,
    );
    assert.equal(opened.symbol, 'ALFA');
    assert.ok(opened.id > run);
    const taken = await one<{ attempt: number }>(
      client,
      `select attempt from take_step($1, 'check_data_availability', 'host', $2)`,
      [opened.id, report.version],
    );
    assert.equal(taken.attempt, 1);
  });

  test('an upgrade that cannot be finished leaves the earlier release working, and can be made up for', async () => {
    await open();
    await installRelease(client, database.url, database.schema);
    const { stock } = await use();
    await client.query('create view leaderboard as select 1 as somebody_elses');
    const before = await dumpSchema(client, database.schema);

    await assert.rejects(
      migrate(database.url, database.schema),
      /^error: 80_views\/leaderboard\.sql: .*somebody_elses/,
    );
    assert.equal(await dumpSchema(client, database.schema), before);
    assert.deepEqual(
      await one(client, 'select max(name) as migration, (select version from pgaugur_version) from pgaugur_migrations'),
      { migration: '0006_validation.sql', version: RELEASED_VERSION },
    );
    await insertBars(client, stock, 1, { from: '2024-02-01' });
    const opened = await one<{ id: number }>(client, "select id from ml_pipeline_runs where status = 'queued'");
    const taken = await one<{ attempt: number }>(
      client,
      "select attempt from start_step($1, 'check_data_availability', 'host')",
      [opened.id],
    );
    assert.equal(taken.attempt, 1);

    await client.query('drop view leaderboard');
    await migrate(database.url, database.schema);
    assert.equal(await dumpSchema(client, database.schema), fresh);
  });

  test('prices inserted meanwhile wait and are accepted, and each is part of a run', async () => {
    await open();
    await installRelease(client, database.url, database.schema);
    const { stock } = await use();
    let upgraded = false;
    const insertAll = async (from: number): Promise<number> => {
      const own = await connect();
      let day = from;
      // One more when it is done: by the new functions.
      for (let last = false; !last; day++) {
        last = upgraded;
        await insertBars(own, stock, 1, { from: new Date(day * 86_400_000).toISOString().slice(0, 10) });
      }
      return day - from;
    };
    const [, ...inserted] = await Promise.all([
      migrate(database.url, database.schema).finally(() => {
        upgraded = true;
      }),
      insertAll(20_000),
      insertAll(40_000),
    ]);
    const total = inserted.reduce((sum, count) => sum + count, 30);
    assert.ok(inserted.every((count) => count > 1));
    assert.equal((await client.query('select from stock_prices')).rowCount, total);
    assert.equal((await client.query("select from ml_pipeline_runs where status = 'queued'")).rowCount, 1);
  });
});
