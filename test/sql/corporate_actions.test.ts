import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { backtest } from '../../src/backtest/index.ts';
import { readCorporateActions } from '../../src/db/corporate_actions.ts';
import { readAdjustedCloses } from '../../src/db/quality.ts';
import { barsOf } from '../backtest/arbitrary.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';
import { addModel, addPredictions } from '../support/predictions.ts';
import { describeInTransaction } from '../support/rolled_back.ts';

describeInTransaction('splits and dividends', (client) => {
  let stock: number;
  const prices = walkRows(20, 3);
  beforeEach(async () => {
    stock = await addInstrument(client, 'AAA');
    await insertPriceRows(client, stock, prices);
  });

  const set = (column: 'split_factor' | 'dividend_amount', t: number, value: string | null) =>
    client.query(`update stock_prices set ${column} = $1 where stock_id = $2 and trading_date_local = $3`, [
      value,
      stock,
      prices.dates[t],
    ]);

  for (const [column, rule] of [
    ['split_factor', 'non_negative_split_factor'],
    ['dividend_amount', 'non_negative_dividend'],
  ] as const) {
    for (const value of ['NaN', '-1', 'Infinity']) {
      test(`a ${column} of ${value} is refused by name`, async () => {
        await assert.rejects(set(column, 3, value), new RegExp(`violates check constraint "${rule}"`));
      });
    }
  }

  test('adjusted closes are compared with the closes, whatever an adopted column holds', async () => {
    assert.deepEqual(await readAdjustedCloses(client, stock), { sessions: 0, differing: 0, largest: 0 });
    await client.query('update stock_prices set adjusted_close = close_price where stock_id = $1', [stock]);
    assert.deepEqual(await readAdjustedCloses(client, stock), { sessions: 20, differing: 0, largest: 0 });
    const closeOf = (t: number, value: string) =>
      client.query(
        `update stock_prices set adjusted_close = ${value} where stock_id = $1 and trading_date_local = $2`,
        [stock, prices.dates[t]],
      );
    await client.query('alter table stock_prices drop constraint adjusted_close_within_bounds');
    await closeOf(3, "'NaN'");
    await closeOf(4, '0');
    await closeOf(5, 'null');
    await closeOf(6, 'close_price * 0.75');
    const { sessions, differing, largest } = await readAdjustedCloses(client, stock);
    assert.deepEqual([sessions, differing, largest.toFixed(3)], [19, 3, '0.250']);
  });

  test('a factor of 0 says that there was no split', async () => {
    await set('split_factor', 3, '0');
    await set('split_factor', 5, '2');
    const { splitFactor } = await readCorporateActions(client, stock, prices.dates);
    assert.deepEqual(
      splitFactor,
      Float64Array.from(prices.dates, (_, t) => (t === 5 ? 2 : 1)),
    );
  });

  test('what an adopted table held before the checks is no split and no dividend, and spoils no other session', async () => {
    await client.query(`
      alter table stock_prices
        drop constraint non_negative_split_factor, drop constraint non_negative_dividend,
        alter split_factor drop not null, alter dividend_amount drop not null`);
    for (const [t, value] of [null, 'NaN', '-1'].entries()) {
      await set('split_factor', t, value);
      await set('dividend_amount', t, value);
    }
    await set('dividend_amount', 5, '0.5');
    const { splitFactor, dividend } = await readCorporateActions(client, stock, prices.dates);
    assert.ok(splitFactor.every((factor) => factor === 1));
    assert.deepEqual(
      dividend,
      Float64Array.from(prices.dates, (_, t) => (t === 5 ? 0.5 : 0)),
    );
  });

  test('an outcome is that of the share: a split after the session of the prediction counts, up to the seventh', async () => {
    await set('split_factor', 2, '5');
    await set('split_factor', 3, '2');
    await set('split_factor', 9, '0.1');
    await set('split_factor', 10, '3');
    await set('dividend_amount', 5, '1');
    const model = await addModel(client, stock);
    await addPredictions(client, stock, model, [{ session: prices.dates[2], probability: 0.6 }]);
    await client.query('select settle_predictions($1)', [stock]);
    const { rows } = await client.query('select actual_growth_7d, actual_return_7d, actual_class from ml_predictions');
    const growth = (Number(prices.close[9]) * 2 * 0.1) / Number(prices.close[2]);
    near(rows[0].actual_growth_7d, growth);
    near(rows[0].actual_return_7d, growth - 1);
    assert.equal(rows[0].actual_class, growth > 1);
  });

  test('a two-for-one split that changes nothing else leaves the outcome where it was, to the last bit', async () => {
    const model = await addModel(client, stock);
    await addPredictions(client, stock, model, [{ session: prices.dates[2], probability: 0.6 }]);
    await client.query(
      `update stock_prices set close_price = 7, open_price = 7, high_price = 7, low_price = 7 where stock_id = $1`,
      [stock],
    );
    await client.query(
      `update stock_prices set close_price = 3.5, open_price = 3.5, high_price = 3.5, low_price = 3.5
       where stock_id = $1 and trading_date_local >= $2`,
      [stock, prices.dates[6]],
    );
    await set('split_factor', 6, '2');
    await client.query('select settle_predictions($1)', [stock]);
    const { rows } = await client.query('select actual_growth_7d, actual_class from ml_predictions');
    assert.deepEqual(rows, [{ actual_growth_7d: 1, actual_class: false }]);
  });

  for (const [signal, probability] of [
    ['BUY', 0.9],
    ['SELL', 0.1],
  ] as const) {
    test(`the return of a ${signal} over splits and dividends is that of the pure backtest`, async () => {
      // In at the open of session 3, which comes after that session's split and dividend; out at the close of 9.
      for (const [t, factor] of [
        // Small ones, because the prices do not follow them: a short position would be ruined.
        [3, '1.5'],
        [5, '1.1'],
        [9, '0.95'],
      ] as const) {
        await set('split_factor', t, factor);
        await set('dividend_amount', t, '1.25');
      }
      await set('dividend_amount', 7, '0.5');
      const model = await addModel(client, stock);
      await addPredictions(client, stock, model, [{ session: prices.dates[2], probability, signal }]);
      await client.query('select settle_predictions($1)', [stock]);

      const bars = { ...barsOf(prices.open.map(Number), prices.close.map(Number)), dates: prices.dates };
      const signals = Float64Array.from(prices.dates, (_, t) => (t === 2 ? probability : Number.NaN));
      const actions = await readCorporateActions(client, stock, prices.dates);
      const rules = { direction: 'long_short', costPerSide: 0.001 } as const;
      const [trade] = backtest(bars, signals, rules, { actions }).trades;
      assert.deepEqual([trade.entryDate, trade.exitDate], [prices.dates[3], prices.dates[9]]);
      assert.notEqual(trade.dividends, 0);
      const { rows } = await client.query(
        `select signals, signal_return from track_record where model_id = $1 and "window" = 'all'`,
        [model],
      );
      assert.equal(rows[0].signals, 1);
      near(rows[0].signal_return, trade.return);
    });
  }

  for (const [column, value] of [
    ['split_factor', '2'],
    ['dividend_amount', '0.5'],
  ] as const) {
    test(`a ${column} filled in later asks for a run, as a corrected price does`, async () => {
      await client.query('set constraints open_requested_runs immediate');
      await client.query("update ml_pipeline_runs set status = 'succeeded', finished_at = now()");
      await set(column, 4, value);
      const { rows } = await client.query("select reason from ml_pipeline_runs where status = 'queued'");
      assert.deepEqual(rows, [{ reason: 'prices corrected' }]);
    });
  }
});

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) <= 1e-12, `${actual} is not ${expected}`);
