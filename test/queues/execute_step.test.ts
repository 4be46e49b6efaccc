import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { createCompute } from '../../src/compute/compute.ts';
import { expectedVersion } from '../../src/db/schema_version.ts';
import { createLog } from '../../src/env/log.ts';
import { executeStep, type WorkerServices } from '../../src/queues/execute_step.ts';
import type { InstrumentStep } from '../../src/step_support/step.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { one, value } from '../support/rows.ts';

describe('a step whose work never answers', () => {
  const database = ownDatabase();
  const db = database.pool();
  const compute = createCompute(1);
  database.beforeDrop(() => compute.close());
  let services: WorkerServices;
  before(async () => {
    await db.query("update ml_pipeline_defaults set quiet_period = '0'");
    services = { db, compute, log: createLog('silent'), version: await expectedVersion() };
  });

  const runOf = async (symbol: string) => {
    await insertBars(db, await addInstrument(db, symbol), 5);
    return value<number>(db, 'select max(id) from ml_pipeline_runs');
  };
  const taskOf = (run: number) =>
    one<{ status: string; errors: { message: string }[] }>(
      db,
      "select status, errors from ml_pipeline_tasks where run_id = $1 and step = 'check_data_availability'",
      [run],
    );
  const silent = (onWork: () => void = () => {}): InstrumentStep => ({
    name: 'check_data_availability',
    work: () => {
      onWork();
      return new Promise(() => {});
    },
  });

  test('is given back when the worker shuts down', async () => {
    const run = await runOf('ALFA');
    const shutdown = new AbortController();
    const begun = Promise.withResolvers<void>();
    const executed = executeStep(silent(begun.resolve), { run_id: run }, services, shutdown.signal);
    await begun.promise;
    assert.equal((await taskOf(run)).status, 'running');
    shutdown.abort(new Error('the worker shuts down'));
    await executed;
    assert.equal((await taskOf(run)).status, 'queued');
  });

  test('fails when its time is over, and is tried again', async () => {
    const run = await runOf('BETA');
    await db.query("update ml_pipeline_steps set timeout = '1 second' where name = 'check_data_availability'");
    await assert.rejects(executeStep(silent(), { run_id: run }, services, new AbortController().signal), {
      name: 'TimeoutError',
    });
    assert.match((await taskOf(run)).errors[0].message, /timeout/);
  });
});
