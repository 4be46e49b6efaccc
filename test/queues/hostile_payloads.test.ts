import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { executeStep } from '../../src/queues/execute_step.ts';
import { REQUESTED_JOBS, STEPS } from '../../workers/index.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { one, rows, value } from '../support/rows.ts';
import { ownWorkerServices } from '../support/worker_services.ts';

describe('a payload that nobody of ours has written', () => {
  const database = ownDatabase();
  const services = ownWorkerServices(database);
  const { db } = services;
  const { signal } = new AbortController();
  before(async () => {
    await insertBars(db, await addInstrument(db, 'AAA'), 5);
  });

  /** A payload for every kind of job. */
  const ids = (id: unknown) => ({ run_id: id, request_id: id, backtest_id: id, model_id: id, instrument_id: id });
  const hostile: readonly unknown[] = [
    null,
    'text',
    [],
    {},
    ...[
      '1; drop table ml_models; --',
      { $gt: 0 },
      -1,
      1.5,
      'Infinity',
      Number.POSITIVE_INFINITY,
      null,
      true,
      [1],
      '0x1',
      ' 1',
      '',
    ].map(ids),
    JSON.parse('{"__proto__": {"run_id": 1, "request_id": 1, "backtest_id": 1, "model_id": 1}}'),
  ];
  const stored = () =>
    one(
      db,
      `select (select count(*) from ml_pipeline_tasks where status <> 'queued' or attempt > 0)::int as touched,
              (select count(*) from ml_backtest_requests)::int as requests,
              (select count(*) from ml_models)::int as models`,
    );

  test('fails its job and touches nothing, whatever step or other job it is for', async () => {
    const run = await value<number>(db, 'select max(id)::int from ml_pipeline_runs');
    assert.ok(run > 0);
    for (const payload of hostile) {
      for (const step of STEPS) {
        await assert.rejects(executeStep(step, payload, services, signal), { name: 'ZodError' });
      }
      for (const job of REQUESTED_JOBS)
        await assert.rejects(job.work(payload, { ...services, signal }), { name: 'ZodError' });
    }
    assert.deepEqual(await stored(), { touched: 0, requests: 0, models: 0 });
  });

  test('its job, when it has failed for the last time, stays to be seen', async () => {
    await db.query(
      `select stock_data_worker.add_job('train_model', '{"run_id": true}', max_attempts => 1);
       select stock_data_worker.add_job('engineer_features', '{"run_id": "x"}', max_attempts => 1);
       select stock_data_worker.add_job('engineer_features', '{"run_id": 4711}', max_attempts => 1);
       update stock_data_worker._private_jobs set attempts = max_attempts where key is null`,
    );
    await db.query('select sweep_dead_workers()');
    const left = await rows(db, 'select payload from stock_data_worker._private_jobs where key is null order by id');
    assert.deepEqual(left, [{ payload: { run_id: true } }, { payload: { run_id: 'x' } }]);
    await db.query('delete from stock_data_worker._private_jobs where key is null');
  });

  test('and of a run or a request that is not there, does nothing', async () => {
    const nowhere = ids(4711);
    for (const step of STEPS) await executeStep(step, nowhere, services, signal);
    for (const job of REQUESTED_JOBS) await job.work(nowhere, { ...services, signal });
    assert.deepEqual(await stored(), { touched: 0, requests: 0, models: 0 });
  });
});
