import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type pg from 'pg';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { value } from '../support/rows.ts';

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

  // A view reads with the rights of its owner, whom no policy of his stops: what it asks must not see less.
  test('what views ask of tables they ask with the rights of their owner', async () => {
    const asked = await owner.query<{ name: string; definer: boolean }>(
      `select distinct p.proname as name, p.prosecdef as definer
       from pg_depend d
       join pg_rewrite r on r.oid = d.objid
       join pg_proc p on p.oid = d.refobjid and d.refclassid = 'pg_proc'::regclass
       where d.classid = 'pg_rewrite'::regclass and p.pronamespace = 'stock_data'::regnamespace
         and p.provolatile <> 'i'
         -- What a body in standard SQL reads is known.
         and (p.prosqlbody is null
              or exists (select from pg_depend t
                         where t.classid = 'pg_proc'::regclass and t.objid = p.oid
                           and t.refclassid = 'pg_class'::regclass))`,
    );
    assert.ok(asked.rows.some(({ name }) => name === 'bar_of'));
    assert.deepEqual(
      asked.rows.filter(({ definer }) => !definer),
      [],
    );
  });

  test('row level security on a price table takes nothing out of a view', async () => {
    const model = await addModel(owner, instrument);
    const newest = await value<string>(owner, 'select max(trading_date)::text from price_bars');
    await addPredictions(owner, instrument, model, [{ session: newest, probability: 0.7, signal: 'BUY' }]);
    await owner.query("update ml_pipeline_defaults set model_scope = 'own'");
    const views = ['latest_predictions', 'serving_models', 'price_bars', 'todays_forecasts'];
    const counts = async () => {
      const found: number[] = [];
      for (const view of views) found.push(await value<number>(reader, `select count(*)::int from ${view}`));
      return found;
    };
    const before = await counts();
    assert.deepEqual(before, [1, 1, 3, 1]);
    for (const table of ['stock_prices', 'index_prices', 'base_instruments', 'exchanges']) {
      await owner.query(`alter table ${table} enable row level security`);
    }
    assert.equal(await value<number>(reader, 'select count(*)::int from stock_prices'), 0);
    assert.deepEqual(await counts(), before);
    for (const table of ['stock_prices', 'index_prices', 'base_instruments', 'exchanges']) {
      await owner.query(`alter table ${table} disable row level security`);
    }
  });

  test('a bar is read into price_bars alone: a type of the caller would be checked with the rights of the owner', async () => {
    await reader.query('create type pg_temp.own_bar as (instrument_id integer, trading_date date)');
    await assert.rejects(
      reader.query(`select bar_of(${instrument}, '2024-01-02', null::pg_temp.own_bar)`),
      /^error: a bar is one of price_bars, got null::.*own_bar$/,
    );
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
