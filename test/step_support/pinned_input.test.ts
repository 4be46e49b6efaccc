import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { createPool } from '../../src/db/pool.ts';
import { startedStepOf, takeStep } from '../../src/db/runs.ts';
import { executeStep } from '../../src/queues/execute_step.ts';
import { readPinnedBars } from '../../src/step_support/read_feature_inputs.ts';
import { createRunBars, type RunBars } from '../../src/step_support/run_bars.ts';
import { InputChangedError } from '../../src/step_support/step.ts';
import { STEPS } from '../../workers/index.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { column, one, value } from '../support/rows.ts';
import { ownWorkerServices } from '../support/worker_services.ts';

describe('prices that change behind the pin', () => {
  const database = ownDatabase();
  const services = ownWorkerServices(database);
  const { db } = services;
  before(async () => {
    await db.query("update ml_pipeline_defaults set quiet_period = '0', minimum_sessions = 100");
  });

  const execute = async (run: number, name: string) => {
    const step = STEPS.find((one) => one.name === name);
    assert.ok(step);
    await executeStep(step, { run_id: run }, services, new AbortController().signal);
  };
  /** A run that has engineered its features, and then loses a session that later labels look at. */
  const cutShort = async (symbol: string, session: number) => {
    const prices = walkRows(300, 1);
    await insertPriceRows(db, await addInstrument(db, symbol), prices);
    const run = await value<number>(db, 'select max(id) from ml_pipeline_runs');
    for (const name of ['check_data_availability', 'extract_stock_data', 'engineer_features']) await execute(run, name);
    await db.query('delete from stock_prices where trading_date_local = $1', [prices.dates[session]]);
    return run;
  };

  const outcomeOf = (run: number) =>
    one<{ status: string; outcome: string }>(db, 'select status, outcome from ml_pipeline_runs where id = $1', [run]);

  for (const [where, session] of [
    ['in the middle', 200],
    ['at the end', 299],
  ] as const) {
    test(`a session that is deleted ${where} ends the run with the true reason, and another one follows`, async () => {
      const run = await cutShort(where === 'at the end' ? 'ALFA' : 'BETA', session);
      await execute(run, 'prepare_training_data');
      const ended = await outcomeOf(run);
      assert.equal(ended.status, 'skipped');
      assert.match(
        ended.outcome,
        /^prices, calendar, indices or sources up to .* changed after the run had pinned them$/,
      );
      assert.equal(await value(db, "select kind from ml_pipeline_runs where status = 'queued'"), 'training');
      await db.query('delete from base_instruments');
    });
  }

  test('a session that is deleted is noticed by every step that works on prices, whatever was done before', async () => {
    await db.query('update ml_pipeline_defaults set validation_folds = 1');
    const prices = walkRows(520, 1);
    const instrument = await addInstrument(db, 'DELTA');
    await insertPriceRows(db, instrument, prices);
    const run = await value<number>(db, 'select max(id) from ml_pipeline_runs');
    const steps = await column<string>(db, "select step from ml_pipelines where kind = 'training' order by position");
    const noticed: string[] = [];
    for (const step of steps) {
      const statuses = await column<string>(db, 'select status from ml_models');
      if (steps.indexOf(step) > steps.indexOf('extract_stock_data')) {
        await db.query('delete from stock_prices where trading_date_local = $1', [prices.dates[300]]);
        await execute(run, step);
        if ((await outcomeOf(run)).status === 'skipped') {
          assert.match((await outcomeOf(run)).outcome, /changed after the run had pinned them$/, step);
          noticed.push(step);
        }
        // As if nothing had happened.
        await insertPriceRows(db, instrument, prices, 300, 301);
        await db.query('delete from ml_pipeline_runs where id > $1', [run]);
        await db.query("update ml_pipeline_runs set status = 'running', finished_at = null where id = $1", [run]);
        await db.query(
          "update ml_pipeline_tasks set status = 'queued', finished_at = null where run_id = $1 and status = 'skipped'",
          [run],
        );
        await db.query('update ml_models set status = $1 where status = $2', [statuses[0], 'failed']);
      }
      if (noticed.at(-1) === step || steps.indexOf(step) <= steps.indexOf('extract_stock_data'))
        await execute(run, step);
    }
    assert.deepEqual(
      steps.slice(2).filter((step) => !noticed.includes(step)),
      ['cleanup_old_models'],
      'it writes nothing that comes from prices',
    );
    await db.query('delete from base_instruments');
  });

  for (const [index, [what, change]] of (
    [
      ['a session that is deleted', 'delete from stock_prices where trading_date_local = $1'],
      [
        'one that is deleted while another is added',
        "update stock_prices set trading_date_local = date_trunc('week', $1::date) + interval '5 days' where trading_date_local = $1",
      ],
      [
        'a close that is corrected',
        'update stock_prices set close_price = close_price + 0.01 where trading_date_local = $1',
      ],
    ] as const
  ).entries()) {
    test(`${what} is noticed where the features are stored already, by a step that has read before and by one that has not`, async () => {
      const prices = walkRows(300, 1);
      await insertPriceRows(db, await addInstrument(db, `GAMMA${index}`), prices);
      const run = await value<number>(db, 'select max(id) from ml_pipeline_runs');
      for (const name of ['check_data_availability', 'extract_stock_data', 'engineer_features'])
        await execute(run, name);
      const taken = await takeStep(db, run, 'prepare_training_data', { host: 'host', version: services.version });
      assert.ok(taken);
      const started = startedStepOf(taken);
      assert.ok(started.pool === null);
      const [before, after] = [createRunBars(), createRunBars()];
      const read = (bars: RunBars) => readPinnedBars({ run: started, db, bars });
      const pinned = await read(before);
      assert.deepEqual(pinned.dates, prices.dates);
      const ended = createPool({ databaseUrl: database.url, schema: database.schema });
      await ended.end();
      const known = await readPinnedBars({ run: started, db: ended, bars: { read: async () => pinned } });
      assert.equal(known, pinned, 'what was hashed is not hashed again, for which more would have to be read');
      await db.query(change, [prices.dates[200]]);
      await assert.rejects(read(before), InputChangedError);
      await assert.rejects(read(after), InputChangedError);
      await db.query('delete from base_instruments');
    });
  }
});
