import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { createLog } from '../../src/env/log.ts';
import { backtestOnDemand } from '../../workers/backtest_on_demand.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel } from '../support/predictions.ts';
import { one, rows, value } from '../support/rows.ts';
import { until } from '../support/until.ts';

describe('a backtest that was asked for', () => {
  const database = ownDatabase();
  const db = database.client();
  const worker = database.pool({ role: 'pgaugur_worker' });
  let model: number;
  const ask = () => value<number>(db, 'select id from backtest($1)', [model]);
  const request = (id: number) => one(db, 'select status, error from ml_backtest_requests where id = $1', [id]);

  before(async () => {
    const prices = walkRows(60, 5);
    const stock = await addInstrument(db, 'ALFA');
    await insertPriceRows(db, stock, prices);
    model = await addModel(db, stock, { data_end_date: '2017-01-20' });
    await db.query(
      `insert into ml_predictions (model_id, instrument_id, prediction_date, target_date, trading_date_epoch,
         predicted_class, prediction_probability, origin)
       select $1, $2, day, day + 9, 0, true, 0.7, 'holdout' from unnest($3::date[]) as day`,
      [model, stock, prices.dates.slice(0, 40)],
    );
    await db.query('delete from stock_data_worker._private_jobs');
  });

  test('is answered once, also when the worker that was taken for dead comes back', async () => {
    const id = await ask();
    const other = await database.connect({ role: 'pgaugur_worker' });
    await other.query('begin');
    assert.equal(await value(other, 'select fence_backtest_request($1)', [id]), true);
    const late = backtestOnDemand.work({ request_id: id }, { db: worker, log: createLog('silent') });
    const waiting =
      "select from pg_stat_activity where query like '%fence_backtest_request%' and wait_event_type = 'Lock'";
    await until(async () => (await rows(db, waiting)).length === 1, 'the late one to wait');
    await other.query('select finish_backtest_request($1, null, null)', [id]);
    await other.query('commit');
    await late;
    assert.deepEqual(await request(id), { status: 'succeeded', error: null });
    assert.deepEqual(await rows(db, 'select id from ml_backtest_results'), []);
  });
});
