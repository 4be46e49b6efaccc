import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { migrate } from '../../src/db/migrate.ts';
import { createClient } from '../../src/db/pool.ts';
import { installRelease } from '../db/released/install.ts';
import { addInstrument, insertBars, insertPriceRows, walkRows } from '../support/market.ts';
import { ownLaboratory } from '../support/own_laboratory.ts';
import { column, one, rows, value } from '../support/rows.ts';

const SESSIONS = 520;

describe('a database of the previous release with jobs in both queues', () => {
  const lab = ownLaboratory({ empty: true });

  test('is migrated with them: what waits is done, what died is taken over, and a training in mid-run comes to its model', async () => {
    const client = createClient({ databaseUrl: lab.url, schema: lab.schema });
    await client.connect();
    await installRelease(client, lab.url, lab.schema);
    await client.query(
      "update ml_pipeline_defaults set minimum_sessions = 500, validation_folds = 1, quiet_period = '0', retrain_after_sessions = 250",
    );
    const runOf = (instrument: number) =>
      value<number>(client, 'select id from ml_pipeline_runs where instrument_id = $1', [instrument]);
    const start = (run: number, step: string) =>
      value<number>(client, "select attempt from start_step($1, $2, 'old-host')", [run, step]);

    const waits = await addInstrument(client, 'WAITS');
    await insertBars(client, waits, 5);

    // Its worker was killed: the job is locked, and nobody holds the pool's lock.
    const died = await addInstrument(client, 'DIED');
    await insertBars(client, died, 5);
    await start(await runOf(died), 'check_data_availability');
    await client.query("select register_worker_pool('pool-of-old', 'old-host', 4711)");
    await client.query('select pg_advisory_unlock_all()');
    await client.query(
      `update stock_data_worker._private_jobs set locked_at = now(), locked_by = 'pool-of-old', attempts = 1
       where key = $1`,
      [`run:${await runOf(died)}:check_data_availability`],
    );

    // At its training, as far as the old workers came; the job waits in pg-boss.
    const trains = await addInstrument(client, 'TRAINS');
    const prices = walkRows(SESSIONS, 3);
    await insertPriceRows(client, trains, prices);
    const training = await runOf(trains);
    const steps = ['check_data_availability', 'extract_stock_data', 'engineer_features', 'prepare_training_data'];
    for (const step of steps) {
      const attempt = await start(training, step);
      if (step === 'extract_stock_data') {
        await client.query('select pin_input($1, $2, $3, $4, $5)', [
          training,
          prices.dates[0],
          prices.dates.at(-1),
          SESSIONS,
          Buffer.from('a hash of the old release'),
        ]);
      }
      const output = step === 'prepare_training_data' ? PREPARED : '{}';
      await client.query("select finish_step($1, $2, $3, $4, 'done')", [training, step, attempt, output]);
    }
    await client.query("delete from stock_data_worker._private_jobs where key like 'run:' || $1 || ':%'", [training]);
    const payload = "select data from stock_data_boss.job where name = 'train_model' and state = 'created'";
    assert.deepEqual(await column(client, payload), [{ run_id: training }]);
    await client.end();

    await migrate(lab.url, lab.schema);
    await lab.db.query('update ml_pipeline_defaults set surrogates = 20');
    await lab.startWorker();
    await lab.idle();

    const ended = (instrument: number) =>
      rows(
        lab.db,
        `select r.status, t.attempt, t.errors -> 0 ->> 'message' as error
         from ml_pipeline_runs r join ml_pipeline_tasks t on t.run_id = r.id where r.instrument_id = $1`,
        [instrument],
      );
    assert.deepEqual(await ended(waits), [{ status: 'skipped', attempt: 1, error: null }]);
    assert.deepEqual(await ended(died), [
      { status: 'skipped', attempt: 2, error: 'the worker died, or lost its connection, before the attempt ended' },
    ]);
    // What the old release pinned is not what is read now: the run says so, and another one follows.
    const runs = await rows(
      lab.db,
      'select kind, status, outcome from ml_pipeline_runs where instrument_id = $1 order by id',
      [trains],
    );
    assert.equal(runs[0].status, 'skipped');
    assert.match(String(runs[0].outcome), /chang/);
    assert.equal(runs.at(-1)?.status, 'succeeded');
    assert.deepEqual(await one(lab.db, 'select symbol, prediction_date from latest_predictions'), {
      symbol: 'TRAINS',
      prediction_date: prices.dates.at(-1),
    });
    assert.deepEqual(await column(lab.db, 'select key from stock_data_worker.jobs'), []);
    assert.deepEqual(
      await column(lab.db, "select id from stock_data_boss.job where name = 'train_model' and state < 'completed'"),
      [],
    );
  });
});

/** What the step handed on in that release. */
const PREPARED = JSON.stringify({
  feature_set_id: 1,
  rows: 513,
  split: { train: [0, 330], validation: [337, 400], test: [407, 513], trainAndValidation: [0, 400] },
  folds: [{ train: [0, 330], validation: [337, 400] }],
  features: ['rsi_14', 'volume_ratio'],
});
