import assert from 'node:assert/strict';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { migrate } from '../../src/db/migrate.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { createLog } from '../../src/env/log.ts';
import { startWorker } from '../../src/queues/worker.ts';
import { type Cluster, initialise, noPgDump } from '../support/cluster.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { column, one, rows, value } from '../support/rows.ts';
import { temporaryFolder } from '../support/server.ts';
import { SCHEMA } from '../support/template.ts';
import { until } from '../support/until.ts';

const SESSIONS = 620;
const prices = walkRows(SESSIONS + 4, 5);

describe('a database that is dumped and restored into an empty server', { skip: noPgDump }, () => {
  let folder: string;
  const clusters: Cluster[] = [];
  const pools: Pool[] = [];
  before(async () => {
    folder = await temporaryFolder();
  });
  after(async () => {
    for (const pool of pools) await pool.end();
    for (const cluster of clusters) await cluster.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const start = async (name: string): Promise<Cluster> => {
    const cluster = await initialise(join(folder, name));
    await cluster.start();
    clusters.push(cluster);
    return cluster;
  };
  const connect = (cluster: Cluster): Pool => {
    const pool = createPool({ databaseUrl: cluster.url, schema: SCHEMA });
    pools.push(pool);
    return pool;
  };
  const working = async (cluster: Cluster, db: Pool, done: () => Promise<unknown>): Promise<void> => {
    const worker = await startWorker({
      databaseUrl: cluster.url,
      schema: SCHEMA,
      concurrency: 2,
      log: createLog('silent'),
    });
    try {
      await done();
      const open = "select from ml_pipeline_runs where status in ('queued', 'running')";
      await until(async () => (await rows(db, open)).length === 0, 'all runs to end');
    } finally {
      await worker.stop();
    }
  };
  const contents = async (db: Pool) => ({
    stored: await one(
      db,
      `select (select md5(string_agg(p::text, ';' order by p.stock_id, p.trading_date_local)) from stock_prices p) as prices,
              (select md5(string_agg(f::text, ';' order by f.trading_date)) from features f) as features,
              (select md5(string_agg(m::text, ';' order by m.id)) from ml_models m) as models,
              (select md5(string_agg(p::text, ';' order by p.id)) from ml_predictions p) as predictions,
              (select md5(string_agg(r::text, ';' order by r.id)) from ml_pipeline_runs r) as runs`,
    ),
    waiting: await column(db, 'select key from stock_data_worker.jobs order by id'),
    training: await column(
      db,
      "select data ->> 'run_id' from stock_data_boss.job where name = 'train_model' and state = 'created'",
    ),
  });
  test('has all that it had, does what was waiting in both queues, and goes on', async () => {
    const source = await start('source');
    await migrate(source.url, SCHEMA);
    const db = connect(source);
    await db.query(
      "update ml_pipeline_defaults set minimum_sessions = 500, validation_folds = 1, quiet_period = '0', retrain_after_sessions = 250",
    );
    const [alfa, beta] = [await addInstrument(db, 'ALFA'), await addInstrument(db, 'BETA')];
    await working(source, db, () => insertPriceRows(db, alfa, prices, 0, SESSIONS));
    // What nobody does any more: a bar of one, and the first training of the other, which has come to pg-boss.
    await insertPriceRows(db, alfa, prices, SESSIONS, SESSIONS + 1);
    await insertPriceRows(db, beta, prices, 0, SESSIONS);
    const training = await value<number>(db, 'select id from ml_pipeline_runs where instrument_id = $1', [beta]);
    await onlyShortSteps(source, db, training);
    const before = await contents(db);
    assert.deepEqual(before.training, [String(training)]);
    assert.equal(before.waiting.length, 1);

    const dump = join(folder, 'dump');
    await mkdir(dump);
    await chmod(dump, 0o777); // the programs run as the server's user
    const [file, roles] = [join(dump, 'database'), join(dump, 'roles.sql')];
    await source.run('pg_dump', '-d', source.url, '-Fc', '-f', file);
    await source.run('pg_dumpall', '-d', source.url, '--roles-only', '-f', roles);
    const target = await start('target');
    await target.run('psql', '-q', '-d', target.url, '-f', roles); // that postgres exists is said, and no matter
    await target.run('pg_restore', '--exit-on-error', '-d', target.url, file);

    const restored = connect(target);
    assert.deepEqual(await contents(restored), before);
    assert.deepEqual((await migrate(target.url, SCHEMA)).applied, []);
    await working(target, restored, () => insertPriceRows(restored, beta, prices, SESSIONS, SESSIONS + 1));
    await working(target, restored, () => insertPriceRows(restored, alfa, prices, SESSIONS + 1, SESSIONS + 3));
    assert.deepEqual(await rows(restored, `select symbol, prediction_date from latest_predictions order by symbol`), [
      { symbol: 'ALFA', prediction_date: prices.dates[SESSIONS + 2] },
      { symbol: 'BETA', prediction_date: prices.dates[SESSIONS] },
    ]);
    assert.deepEqual(await column(restored, "select outcome from ml_pipeline_runs where status <> 'succeeded'"), []);
    assert.deepEqual(await rows(restored, 'select * from reconcile_prices()'), [], 'no price was missed');
  });

  /** Until the run's training waits in pg-boss, and nothing else. */
  async function onlyShortSteps(cluster: Cluster, db: Pool, run: number): Promise<void> {
    const only = ['check_data_availability', 'extract_stock_data', 'engineer_features', 'prepare_training_data'];
    const worker = await startWorker({
      databaseUrl: cluster.url,
      schema: SCHEMA,
      concurrency: 1,
      log: createLog('silent'),
      only,
    });
    const waits = "select from ml_pipeline_tasks where run_id = $1 and step = 'train_model'";
    await until(async () => (await rows(db, waits, [run])).length === 1, 'the training to be due');
    const left = "select key from stock_data_worker.jobs where task_identifier <> 'generate_predictions'";
    await until(async () => (await column(db, left)).length === 0, 'short steps to be done');
    await worker.stop();
  }
});
