import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takeStep } from '../../src/db/runs.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { addModel } from '../support/predictions.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { column, one, rows, value } from '../support/rows.ts';
import { runsByHand } from '../support/runs_by_hand.ts';

describeInTransaction('the life of a run', (client) => {
  const { of, request, start, finish, runRow, waiting, clearQueues, advance, rejects } = runsByHand(client);

  test('finishing a step enqueues the next one, in the order of the table, until the run has succeeded', async () => {
    const run = await request();
    const seen: string[] = [];
    for (let step: string | null = 'check_data_availability'; step !== null; ) {
      seen.push(step);
      assert.deepEqual(await waiting(), [step]);
      await clearQueues();
      const { next }: { next: string | null } = await finish(run, step, await start(run, step));
      step = next;
    }
    const steps = await client.query<{ step: string }>(
      "select step from ml_pipelines where kind = 'training' order by position",
    );
    assert.deepEqual(
      seen,
      steps.rows.map((row) => row.step),
    );
    assert.equal((await runRow(run)).status, 'succeeded');
    assert.deepEqual(await waiting(), []);
  });

  test('a rolled back finish hands nothing on', async () => {
    const run = await request();
    const attempt = await start(run, 'check_data_availability');
    await clearQueues();
    await client.query('savepoint s');
    await finish(run, 'check_data_availability', attempt);
    await client.query('rollback to s');
    assert.deepEqual(await waiting(), []);
  });

  test('a second request while a run is open makes that run look again and opens none', async () => {
    const run = await request();
    assert.equal(await request(), run);
    assert.equal((await runRow(run)).look_again, true);
    assert.deepEqual(await waiting(), ['check_data_availability']);
  });

  test('prices that arrive before the input is pinned are part of it; later ones open a run at the end', async () => {
    const run = await request();
    await request();
    await advance(run, 'engineer_features');
    assert.equal((await runRow(run)).look_again, false);
    await request();
    await client.query("select skip_run($1, 'engineer_features', $2, 'enough')", [
      run,
      await start(run, 'engineer_features'),
    ]);
    const open = await one<{ id: number; reason: string }>(
      client,
      "select id, reason from ml_pipeline_runs where status = 'queued'",
    );
    assert.equal(open.reason, `prices changed during run ${run}`);
  });

  test('prices that arrive in any step are covered by this run or by one more, and nothing is trained twice', async () => {
    const steps = await column<string>(
      client,
      "select step from ml_pipelines where kind = 'training' order by position",
    );
    for (const [i, step] of steps.entries()) {
      of.instrument = await addInstrument(client, `ARRIVE${i}`);
      await addModel(client, of.instrument, { data_end_date: '2024-01-10' });
      await insertBars(client, of.instrument, 10);
      await client.query('set constraints all immediate');
      await client.query(
        "update ml_pipeline_runs set status = 'cancelled', finished_at = now() where finished_at is null",
      );
      const run = await value<number>(client, 'select id from request_run($1, $2, $3)', [
        of.instrument,
        'test',
        'training',
      ]);
      for (const name of steps) {
        const attempt = await start(run, name);
        if (name === 'extract_stock_data') {
          await client.query("select pin_input($1, '2024-01-01', '2024-01-10', 10, '')", [run]);
        }
        if (name === step) await insertBars(client, of.instrument, 1, { from: '2024-01-11' });
        await finish(run, name, attempt);
      }
      const opened = await rows(
        client,
        'select kind, status from ml_pipeline_runs where instrument_id = $1 order by id',
        [of.instrument],
      );
      // Before the input is pinned, what arrives is part of it; in the step that pins, nobody can tell.
      const isPart = step === 'check_data_availability';
      assert.deepEqual(
        opened,
        [
          { kind: 'prediction', status: 'cancelled' },
          { kind: 'training', status: 'succeeded' },
          ...(isPart ? [] : [{ kind: 'prediction', status: 'queued' }]),
        ],
        step,
      );
    }
  });

  test('a step that is done is not started again by a job delivered twice', async () => {
    const run = await request();
    await finish(run, 'check_data_availability', await start(run, 'check_data_availability'));
    assert.equal(await start(run, 'check_data_availability'), undefined);
  });

  test('training asked for while another run is open follows in a run of its own', async () => {
    const open = await request('prediction');
    await start(open, 'check_data_availability');
    assert.equal(
      await value<number>(client, "select id from request_run($1, 'please', 'training')", [of.instrument]),
      open,
    );
    await client.query("select skip_run($1, 'check_data_availability', 1, 'enough')", [open]);
    const next = await one<{ kind: string; reason: string }>(
      client,
      "select kind, reason from ml_pipeline_runs where status = 'queued'",
    );
    assert.deepEqual(next, { kind: 'training', reason: 'please' });
  });

  test('a training whose input changed is asked for again, and not a third time for the same reason', async () => {
    const skip = async (run: number) => {
      await start(run, 'check_data_availability');
      await client.query("select skip_run($1, 'check_data_availability', 1, 'changed', true)", [run]);
    };
    const first = await request('training');
    const reason = await value<string>(client, 'select reason from ml_pipeline_runs where id = $1', [first]);
    await skip(first);
    const second = await one<{ id: number; kind: string; reason: string }>(
      client,
      "select id, kind, reason from ml_pipeline_runs where status = 'queued'",
    );
    assert.deepEqual([second.kind, second.reason], ['training', reason]);
    await client.query("update ml_pipeline_defaults set quiet_period = '0', maximum_quiet_period = '0'");
    await skip(second.id);
    assert.equal((await client.query("select from ml_pipeline_runs where status = 'queued'")).rowCount, 0);
  });

  test('a prediction run for which training is due predicts first and trains afterwards', async () => {
    const run = await request('prediction');
    for (const step of ['check_data_availability', 'extract_stock_data', 'engineer_features', 'generate_predictions']) {
      await finish(run, step, await start(run, step));
    }
    const runs = await client.query('select kind, status, reason from ml_pipeline_runs order by id');
    assert.deepEqual(runs.rows, [
      { kind: 'prediction', status: 'succeeded', reason: 'test' },
      { kind: 'training', status: 'queued', reason: 'no model yet' },
    ]);
  });

  test('a candidate that missed the gate beside an old production model makes no further training due', async () => {
    const insertModel = (status: string, dataEnd: string) =>
      client.query(
        `insert into ml_models (instrument_id, model_version, model_name, hyperparameters, feature_set_id, feature_count,
           training_records, validation_records, test_records, training_start_date, training_end_date, data_end_date,
           data_hash, model_file_path, trained_at, status, is_production)
         select $1, $2::text, 'm', '{}', id, 1, 1, 1, 1, '2020-01-01', '2020-06-01', $3, '\\x01', 'none', now(),
                $2::text::ml_model_status, $2::text = 'active'
         from ml_feature_sets where is_current`,
        [of.instrument, status, dataEnd],
      );
    await client.query(
      `insert into features (instrument_id, feature_set_id, trading_date, values, history_hash, completeness, quality_score)
       select $1, id, day, '{}', '\\x01', 1, 1 from ml_feature_sets, (values (date '2020-07-01'), (date '2024-07-01')) d (day)
       where is_current`,
      [of.instrument],
    );
    await client.query(
      `insert into stock_prices (stock_id, trading_date_local, open_price, high_price, low_price, close_price)
       select $1, date '2024-01-01' + i, 1, 1, 1, 1 from generate_series(0, 182) i`,
      [of.instrument],
    );
    const due = () => value<string | null>(client, 'select retraining_due($1) as due', [of.instrument]);
    await insertModel('active', '2020-07-01');
    assert.equal(await due(), '183 sessions since the last training');
    await insertModel('testing', '2024-07-01');
    assert.equal(await due(), null);
  });

  test('training waits until its history has been quiet, but not beyond the maximum', async () => {
    await client.query("update ml_pipeline_defaults set quiet_period = '1 hour', maximum_quiet_period = '2 hours'");
    const run = await request();
    await clearQueues();
    assert.equal(await start(run, 'check_data_availability'), undefined);
    const job = await one<{ minutes: number }>(
      client,
      'select round(extract(epoch from run_at - now()) / 60)::int as minutes from stock_data_worker.jobs',
    );
    assert.equal(job.minutes, 60);
    await client.query("update ml_pipeline_runs set requested_at = now() - interval '3 hours'");
    assert.equal(await start(run, 'check_data_availability'), 1);
  });

  test('training goes to pg-boss, everything else to graphile-worker', async () => {
    const run = await request();
    await advance(run, 'train_model');
    const boss = await one<{ name: string; run_id: number }>(
      client,
      "select name, (data ->> 'run_id')::int as run_id from stock_data_boss.job",
    );
    assert.deepEqual(boss, { name: 'train_model', run_id: run });
    const graphile = await client.query("select from stock_data_worker.jobs where task_identifier = 'train_model'");
    assert.equal(graphile.rowCount, 0);
  });

  test('a worker of another version is refused by name of both, and no attempt is counted', async () => {
    const run = await request();
    const version = await value<string>(client, 'select version from pgaugur_version');
    const take = (by: string) => takeStep(client, run, 'check_data_availability', { host: 'host', version: by });
    await rejects(() => take('0006-0ld0ld00'), {
      name: 'SchemaVersionError',
      message: `this worker has version 0006-0ld0ld00, schema "stock_data" has version ${version}. Restart the worker from the pgaugur that migrated the schema.`,
    });
    await rejects(() => client.query("select start_step($1, 'check_data_availability', 'host')", [run]), {
      message: /function start_step\(.*\) does not exist/,
    });
    assert.equal((await take(version))?.attempt, 1);
  });

  test('every step of a pipeline has an executor that exists', async () => {
    const { STEPS } = await import('../../workers/index.ts');
    const defined = await client.query<{ name: string }>('select name from ml_pipeline_steps order by name');
    assert.deepEqual(
      defined.rows.map((row) => row.name),
      STEPS.map((step) => step.name).sort(),
    );
  });
});
