import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { readMetrics } from '../../src/db/metrics.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { column, rows, value } from '../support/rows.ts';

describeInTransaction('what monitoring asks', (client) => {
  let stock: number;
  beforeEach(async () => {
    stock = await addInstrument(client, 'AAA');
  });

  /** Values of a metric by its labels, as text. */
  const metric = async (name: string): Promise<Record<string, number>> => {
    const found = await rows<{ labels: Record<string, string>; value: number }>(
      client,
      'select labels, value from pipeline_metrics where metric = $1 order by labels',
      [name],
    );
    return Object.fromEntries(found.map(({ labels, value }) => [Object.values(labels).join(' '), value]));
  };
  const depth = (step: string) =>
    rows(
      client,
      'select queue, ready, delayed, running, failed, oldest_ready_seconds as age from queue_depth where step = $1',
      [step],
    );
  const openRun = () => value<number>(client, "select id from request_run($1, 'prices inserted', 'training')", [stock]);
  const jobs = 'stock_data_worker._private_jobs';

  test('a job waits, or is put off, or is worked on, or was given up, and its age is that of what waits', async () => {
    await openRun();
    await client.query(`update ${jobs} set run_at = statement_timestamp() + interval '90 seconds'`);
    assert.deepEqual(
      (await depth('check_data_availability')).map(({ ready, delayed, age }) => [ready, delayed, age]),
      [[0, 1, null]],
    );
    await client.query(`update ${jobs} set run_at = statement_timestamp() - interval '90 seconds'`);
    const [waiting] = await depth('check_data_availability');
    assert.deepEqual([waiting.ready, waiting.delayed, waiting.age], [1, 0, Number(waiting.age)]);
    assert.ok(Number(waiting.age) >= 90);
    assert.deepEqual(await metric('pgaugur_queue_jobs'), {
      'check_data_availability graphile_worker delayed': 0,
      'check_data_availability graphile_worker failed': 0,
      'check_data_availability graphile_worker ready': 1,
      'check_data_availability graphile_worker running': 0,
    });
    const oldest = await metric('pgaugur_queue_oldest_ready_seconds');
    assert.deepEqual(Object.keys(oldest), ['check_data_availability graphile_worker']);
    assert.ok(Object.values(oldest)[0] >= 90);
    await client.query(`update ${jobs} set locked_at = now(), locked_by = 'someone'`);
    assert.deepEqual(
      (await depth('check_data_availability')).map(({ running, age }) => [running, age]),
      [[1, null]],
    );
    assert.deepEqual(await metric('pgaugur_queue_oldest_ready_seconds'), {});
    await client.query(`update ${jobs} set locked_at = null, attempts = max_attempts`);
    assert.deepEqual(
      (await depth('check_data_availability')).map(({ failed }) => failed),
      [1],
    );
  });

  test('long steps wait in the other queue, and what is done there is counted no more', async () => {
    await client.query("select enqueue_step('train_model', array[$1::bigint])", [await openRun()]);
    const state = async (to: string) => {
      await client.query(
        "update stock_data_boss.job set state = $1::stock_data_boss.job_state where name = 'train_model'",
        [to],
      );
      return (await depth('train_model')).map(({ queue, ready, running, failed }) => [queue, ready, running, failed]);
    };
    assert.deepEqual(await state('created'), [['pg_boss', 1, 0, 0]]);
    assert.deepEqual(await state('retry'), [['pg_boss', 1, 0, 0]]);
    assert.deepEqual(await state('active'), [['pg_boss', 0, 1, 0]]);
    assert.deepEqual(await state('failed'), [['pg_boss', 0, 0, 1]]);
    assert.deepEqual(await state('completed'), []);
  });

  test('runs by status, and how long their steps took', async () => {
    const run = await openRun();
    assert.deepEqual(await metric('pgaugur_open_runs'), { 'training queued': 1 });
    await client.query(`
      update ml_pipeline_tasks set status = 'succeeded', started_at = now() - interval '7 seconds', finished_at = now();
      update ml_pipeline_runs set status = 'succeeded', finished_at = statement_timestamp()`);
    assert.deepEqual(await metric('pgaugur_open_runs'), {});
    assert.deepEqual(await metric('pgaugur_ended_runs_24h'), { 'training succeeded': 1 });
    assert.deepEqual(await metric('pgaugur_steps_24h'), { check_data_availability: 1 });
    assert.deepEqual(await metric('pgaugur_step_seconds_24h'), {
      'check_data_availability max': 7,
      'check_data_availability p50': 7,
      'check_data_availability p95': 7,
    });
    await client.query("update ml_pipeline_runs set finished_at = now() - interval '25 hours' where id = $1", [run]);
    assert.deepEqual(await metric('pgaugur_ended_runs_24h'), {});
  });

  test('an instrument is without prices, unpredicted, behind or current; what is paused is none of them', async () => {
    const states = () => metric('pgaugur_instruments');
    assert.deepEqual(await states(), { behind: 0, current: 0, unpredicted: 0, without_prices: 1 });
    await insertBars(client, stock, 2, { from: '2024-03-27' });
    assert.deepEqual(await states(), { behind: 0, current: 0, unpredicted: 1, without_prices: 0 });
    const model = await addModel(client, stock);
    await addPredictions(client, stock, model, [{ session: '2024-03-27', probability: 0.7 }]);
    assert.deepEqual(await states(), { behind: 1, current: 0, unpredicted: 0, without_prices: 0 });
    await addPredictions(client, stock, model, [{ session: '2024-03-28', probability: 0.7 }]);
    assert.deepEqual(await states(), { behind: 0, current: 1, unpredicted: 0, without_prices: 0 });
    await client.query("update ml_predictions set created_at = statement_timestamp() - interval '1 hour'");
    const [age] = Object.values(await metric('pgaugur_newest_prediction_age_seconds'));
    assert.ok(age >= 3600 && age < 3700);
    const [days] = Object.values(await metric('pgaugur_newest_session_age_seconds')).map((seconds) => seconds / 86_400);
    const today = await value<number>(client, "select current_date - date '2024-03-28'");
    assert.ok(days >= today && days < today + 1, `${days} days, and today is ${today} days later`);
    // Said in time, and not a while ago of sessions long past.
    await client.query('update ml_predictions set created_at = prediction_date + 1');
    assert.deepEqual(await metric('pgaugur_late_instruments'), { outcomes: 1, prediction: 0, prices: 1 });
    await client.query('select pause_instrument($1)', [stock]);
    assert.deepEqual(await states(), { behind: 0, current: 0, unpredicted: 0, without_prices: 0 });
  });

  test('what the gate said of the models of 90 days, and what live predictions were worth', async () => {
    await addModel(client, stock, {
      trained_at: new Date(),
      gate_passed: false,
      is_production: false,
      model_version: 'v1',
      status: 'testing',
    });
    const model = await addModel(client, stock, { trained_at: new Date() });
    await addModel(client, stock, { model_version: 'v0', is_production: false, status: 'deprecated' });
    assert.deepEqual(await metric('pgaugur_judged_models'), { missed: 1, passed: 1 });
    assert.deepEqual(await metric('pgaugur_production_models'), { '': 1 });
    assert.deepEqual(await metric('pgaugur_settled_accuracy'), {});
    const record = (instrument: number, of: number | null, predictions: number, hitRate: number) =>
      client.query(
        `insert into ml_track_record (instrument_id, model_id, window_sessions, predictions, first_session, last_session,
           base_rate, hit_rate, brier, brier_of_base_rate, calibration, calibration_error, signals, transaction_cost)
         values ($1, $2, 30, $3, '2024-01-02', '2024-02-02', 0.4, $4, 0.2, 0.25, '[]', 0, 0, 0)`,
        [instrument, of, predictions, hitRate],
      );
    await record(stock, null, 30, 0.5);
    await record(stock, model, 30, 0.5);
    await record(await addInstrument(client, 'BBB'), null, 10, 0.9);
    assert.deepEqual(await metric('pgaugur_settled_predictions'), { 30: 40 });
    assert.deepEqual(await metric('pgaugur_settled_accuracy'), { 30: 0.6 });
    assert.deepEqual(await metric('pgaugur_settled_majority_accuracy'), { 30: 0.6 });
  });

  test('a worker is counted while it lives', async () => {
    assert.deepEqual(await metric('pgaugur_live_workers'), { '': 0 });
    await client.query("select register_worker_pool('pool', 'host', 1)");
    assert.deepEqual(await metric('pgaugur_live_workers'), { '': 1 });
    assert.deepEqual(await metric('pgaugur_stuck_workers'), { '': 0 });
    await client.query("update ml_worker_pools set seen_at = clock_timestamp() - interval '61 seconds'");
    assert.deepEqual(await metric('pgaugur_live_workers'), { '': 0 });
    assert.deepEqual(await metric('pgaugur_stuck_workers'), { '': 1 });
  });

  test('alerts that are raised are counted by the rules that are enabled', async () => {
    await client.query("update ml_alert_rules set holds_for = '0', is_enabled = name in ('workers gone', 'runs fail')");
    assert.deepEqual(await metric('pgaugur_alerts'), { 'runs fail warning': 0, 'workers gone critical': 0 });
    await client.query('select evaluate_alerts()');
    assert.deepEqual(await metric('pgaugur_alerts'), { 'runs fail warning': 0, 'workers gone critical': 1 });
  });

  test('a part that is asked for reads nothing of the others', async () => {
    await insertBars(client, stock, 1);
    const plan = await column<string>(
      client,
      "explain (analyze, timing off) select * from pipeline_metrics where part = any ('{queues}')",
    );
    const reads = (of: RegExp) =>
      plan.filter((line) => of.test(line) && !line.includes('never executed')).map((line) => line.trim());
    assert.equal(reads(/jobs_in_queues/).length, 1);
    assert.deepEqual(reads(/ (ml_predictions|late_on|ml_track_record|ml_pipeline_tasks|stock_prices)\b/), []);
  });

  test('readers get them, with labels that are text', async () => {
    await client.query('set local role pgaugur_reader');
    const metrics = await readMetrics(client, ['queues', 'runs', 'predictions', 'models']);
    assert.ok(metrics.length > 5);
    assert.deepEqual(await readMetrics(client, ['nothing']), []);
  });
});
