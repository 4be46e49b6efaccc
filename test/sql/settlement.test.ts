import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import type pg from 'pg';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { one, value } from '../support/rows.ts';
import { until } from '../support/until.ts';

describe('the settlement of predictions', () => {
  const database = ownDatabase();
  /** Somebody who holds a row, the nightly settlement, and a run. */
  const clients = [database.client(), database.client(), database.client()];
  afterEach(async () => {
    await clients[2].query('delete from base_instruments');
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

  /** One instrument with one settled prediction, of session 5. */
  async function settledPrediction(symbol: string, seed: number) {
    const run = clients[2];
    const prices = walkRows(20, seed);
    const instrument = await addInstrument(run, symbol);
    await insertPriceRows(run, instrument, prices);
    const model = await addModel(run, instrument);
    await addPredictions(run, instrument, model, [{ session: prices.dates[5], probability: 0.6 }]);
    await run.query('select settle_predictions($1)', [instrument]);
    const growth = Number(prices.close[12]) / Number(prices.close[5]);
    return {
      prices,
      instrument,
      model,
      growth,
      /** Multiplies the close that the outcome was read from. */
      correct: (factor: number) =>
        run.query(
          `update stock_prices set close_price = close_price * $3, high_price = high_price * greatest(1, $3),
           low_price = low_price * least(1, $3)
         where stock_id = $1 and trading_date_local = $2`,
          [instrument, prices.dates[12], factor],
        ),
      outcome: () =>
        one<{ class: boolean; growth: number; hit: boolean }>(
          run,
          `select actual_class as "class", actual_growth_7d as growth, prediction_accuracy as hit from ml_predictions
           where instrument_id = $1`,
          [instrument],
        ),
    };
  }

  const settleAll = (client: pg.Client): Promise<number> =>
    value<number>(client, 'select settle_predictions() as settled');

  test('a correction that no run has followed reaches outcome and record with the nightly settlement, once', async () => {
    const nightly = clients[1];
    const { model, growth, correct, outcome } = await settledPrediction('AAA', 3);
    const factor = growth > 1 ? 0.5 : 2;
    await correct(factor);
    assert.equal(await settleAll(nightly), 1);
    const { class: up, growth: corrected, hit } = await outcome();
    assert.ok(Math.abs(corrected - factor * growth) < 1e-6);
    assert.deepEqual([up, hit], [factor > 1, factor > 1]);
    const record = await nightly.query(`select hit_rate from track_record where model_id = $1 and "window" = 'all'`, [
      model,
    ]);
    assert.deepEqual(record.rows, [{ hit_rate: factor > 1 ? 1 : 0 }]);
    assert.equal(await settleAll(nightly), 0);
  });

  test('an outcome whose prices are gone is open again, and settled when they are back', async () => {
    const [, nightly, run] = clients;
    const { prices, instrument, growth, outcome } = await settledPrediction('AAA', 4);
    await run.query('delete from stock_prices where stock_id = $1 and trading_date_local >= $2', [
      instrument,
      prices.dates[12],
    ]);
    assert.equal(await settleAll(nightly), 1);
    assert.deepEqual(await outcome(), { class: null, growth: null, hit: null });
    assert.equal(await settleAll(nightly), 0);
    await insertPriceRows(run, instrument, prices, 12);
    assert.equal(await settleAll(nightly), 1);
    assert.equal((await outcome()).growth, growth);
  });

  test('an outcome says whether it fell inside the interval, and says it again when it is corrected', async () => {
    const [, nightly, run] = clients;
    const { growth, correct, instrument } = await settledPrediction('AAA', 8);
    const inside = () => value(run, 'select growth_inside from ml_predictions where instrument_id = $1', [instrument]);
    assert.equal(await inside(), null, 'it has no interval');
    const give = (low: number, high: number) =>
      run.query(
        `update ml_predictions set growth_low = $2, growth_median = $2, growth_high = $3, growth_coverage = 0.8,
           actual_class = null, actual_growth_7d = null, growth_inside = null
         where instrument_id = $1`,
        [instrument, low, high],
      );
    // The ends belong to it.
    await give(growth, growth * 1.1);
    await settleAll(nightly);
    assert.equal(await inside(), true);
    await correct(2);
    await settleAll(nightly);
    assert.equal(await inside(), false);
    await run.query(
      `select reopen_predictions($1, prediction_date, m.feature_set_id)
                     from ml_predictions p join ml_models m on m.id = p.model_id where p.instrument_id = $1`,
      [instrument],
    );
    assert.equal(await inside(), null, 'open again');
    await assert.rejects(give(1.2, 1.1), /growth_interval_does_not_cross/);
  });

  test('what was settled more than a quarter ago is not compared every night', async () => {
    const [, nightly, run] = clients;
    const { instrument, growth, correct, outcome } = await settledPrediction('AAA', 5);
    await run.query("update ml_predictions set updated_at = now() - interval '91 days' where instrument_id = $1", [
      instrument,
    ]);
    await correct(2);
    assert.equal(await settleAll(nightly), 0);
    assert.equal((await outcome()).growth, growth);
  });

  test('a split filled in later reaches the outcome in the next run, however old', async () => {
    const run = clients[2];
    const { prices, instrument, growth, outcome } = await settledPrediction('AAA', 6);
    await run.query("update ml_predictions set updated_at = '2019-01-01' where instrument_id = $1", [instrument]);
    const split = (session: string) =>
      run.query('update stock_prices set split_factor = 4 where stock_id = $1 and trading_date_local = $2', [
        instrument,
        session,
      ]);
    await split(prices.dates[5]);
    await run.query('select settle_predictions($1)', [instrument]);
    assert.equal((await outcome()).growth, growth, 'the session of the prediction is before it');
    await split(prices.dates[9]);
    await run.query('select settle_predictions($1)', [instrument]);
    assert.ok(Math.abs((await outcome()).growth - 4 * growth) < 1e-9);
  });

  test('the nightly settlement that has to wait puts right what prices say after it has waited', async () => {
    const [holder, nightly, run] = clients;
    const { instrument, growth, correct, outcome } = await settledPrediction('AAA', 7);
    await correct(2);
    await holder.query('begin');
    await holder.query('select from ml_predictions where instrument_id = $1 for update', [instrument]);
    const settled = settleAll(nightly);
    await until(async () => {
      const waiting = await run.query(
        "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      return waiting.rowCount === 1;
    }, 'the nightly settlement to wait');
    await correct(3);
    await holder.query('commit');
    assert.equal(await settled, 1);
    assert.ok(Math.abs((await outcome()).growth - 6 * growth) < 1e-6);
  });
});
