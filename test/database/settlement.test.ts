import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { connectionOptions } from '../../src/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { until } from '../support/worker.ts';

let database: TestDatabase;
/** Somebody who holds a row, the nightly settlement, and a run. */
let clients: pg.Client[];

before(async () => {
  database = await createTestDatabase();
  clients = [0, 1, 2].map(
    () => new pg.Client(connectionOptions({ databaseUrl: database.url, schema: database.schema })),
  );
  await Promise.all(clients.map((client) => client.connect()));
});
after(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await database.drop();
});

test('a settlement that has to wait does not write what it read before a correction over what was settled after it', async () => {
  const [holder, nightly, run] = clients;
  const prices = walkRows(20, 3);
  const instruments: number[] = [];
  for (const symbol of ['AAA', 'BBB']) {
    const instrument = await addInstrument(run, symbol);
    await insertPriceRows(run, instrument, prices);
    const model = await addModel(run, instrument);
    await addPredictions(run, instrument, model, [{ session: prices.dates[5], probability: 0.6 }]);
    instruments.push(instrument);
  }
  const [held, corrected] = instruments;

  await holder.query('begin');
  await holder.query('select from ml_predictions where instrument_id = $1 for update', [held]);
  const settled = nightly.query<{ settled: number }>('select settle_predictions() as settled');
  await until(async () => {
    const waiting = await run.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    return waiting.rowCount === 1;
  }, 'the nightly settlement to wait');
  await run.query(
    'update stock_prices set close_price = close_price * 2, high_price = high_price * 2 where stock_id = $1 and trading_date_local = $2',
    [corrected, prices.dates[12]],
  );
  await run.query('select settle_predictions($1)', [corrected]);
  await holder.query('commit');

  assert.equal((await settled).rows[0].settled, 1, 'the other one is settled already');
  const { rows } = await run.query(
    'select instrument_id, actual_growth_7d as growth from ml_predictions order by instrument_id',
  );
  const growth = Number(prices.close[12]) / Number(prices.close[5]);
  assert.deepEqual(
    rows.map((row) => row.instrument_id),
    [held, corrected],
  );
  assert.ok(Math.abs(rows[0].growth - growth) < 1e-9);
  assert.ok(Math.abs(rows[1].growth - 2 * growth) < 1e-9);
});
