import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type pg from 'pg';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';

describe('roles', () => {
  const database = ownDatabase();
  const owner = database.client();
  const reader = database.client('pgaugur_reader');
  const operator = database.client('pgaugur_operator');
  const worker = database.client('pgaugur_worker');
  let instrument: number;
  beforeEach(async () => {
    await owner.query('delete from base_instruments');
    instrument = await addInstrument(owner, 'AAA');
    await insertBars(owner, instrument, 3);
  });

  const denied = (client: pg.Client, sql: string) => assert.rejects(client.query(sql), /permission denied/, sql);

  test('the reader reads results and changes nothing', async () => {
    for (const name of [
      'ml_predictions',
      'ml_models',
      'ml_feature_data',
      'latest_predictions',
      'run_grid',
      'stock_prices',
    ]) {
      await reader.query(`select * from ${name}`);
    }
    await denied(reader, "update ml_predictions set trading_signal = 'BUY'");
    await denied(reader, 'delete from stock_prices');
    await denied(reader, `select request_run(${instrument}, 'mischief')`);
    await denied(reader, "select finish_step(1, 'train_model', 1, '{}', '')");
    await denied(reader, 'select * from stock_data_worker.jobs');
    await denied(reader, 'select content from ml_model_artifacts');
  });

  test('the operator starts, stops, pauses and sets policies, and writes no result', async () => {
    const run = await operator.query<{ id: number }>("select id from ml_pipeline_runs where status = 'queued'");
    await operator.query('select cancel_run($1)', [run.rows[0].id]);
    await operator.query('select retry_run($1)', [run.rows[0].id]);
    await operator.query('select request_run($1)', [instrument]);
    await operator.query('select pause_instrument($1)', [instrument]);
    await operator.query('select resume_instrument($1)', [instrument]);
    await operator.query('update ml_pipeline_defaults set kept_models = 6');
    await denied(operator, "update ml_models set status = 'active'");
    await denied(operator, "select finish_step(1, 'train_model', 1, '{}', '')");
    await denied(operator, 'delete from ml_pipeline_runs');
  });

  test('the worker writes results and moves runs only through the functions that check the attempt', async () => {
    const run = await worker.query<{ id: number }>('select id from ml_pipeline_runs');
    await denied(worker, "update ml_pipeline_runs set status = 'succeeded'");
    await denied(worker, "update ml_pipeline_tasks set status = 'succeeded'");
    await denied(worker, 'delete from stock_prices');
    await denied(worker, `select cancel_run(${run.rows[0].id})`);
    await denied(worker, `select close_run(${run.rows[0].id}, 'succeeded', '')`);
    await worker.query('delete from ml_predictions');
  });

  test('functions with the rights of their owner pin their search path, pg_temp last', async () => {
    const loose = await owner.query(
      `select proname, proconfig from pg_proc
       where pronamespace = 'stock_data'::regnamespace
         and prokind <> 'a' -- has no body in which names are looked up, and knows no settings
         -- Its names were looked up when it was made, and it has the rights of its caller.
         and not (prosqlbody is not null and not prosecdef)
         and not exists (select from unnest(proconfig) setting where setting ~ '^search_path=.*pg_temp$')`,
    );
    assert.deepEqual(loose.rows, []);
  });
});
