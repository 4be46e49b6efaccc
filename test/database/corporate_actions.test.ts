import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import pg from 'pg';
import { readCorporateActions } from '../../src/db/corporate_actions.ts';
import { connectionOptions } from '../../src/db/pool.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { addInstrument, insertPriceRows, walkRows } from '../support/market.ts';

/** Each test runs in a transaction that is rolled back. */
describe('splits and dividends', () => {
  let database: TestDatabase;
  let client: pg.Client;
  let stock: number;
  const prices = walkRows(20, 3);
  before(async () => {
    database = await createTestDatabase();
    client = new pg.Client(connectionOptions({ databaseUrl: database.url, schema: database.schema }));
    await client.connect();
  });
  after(async () => {
    await client.end();
    await database.drop();
  });
  beforeEach(async () => {
    await client.query('begin');
    stock = await addInstrument(client, 'AAA');
    await insertPriceRows(client, stock, prices);
  });
  afterEach(async () => {
    await client.query('rollback');
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
        // Without a scale, as an adopted column may be: numeric(10,6) has no room for infinity, whatever the checks say.
        await client.query('drop view price_bars cascade');
        await client.query(`alter table stock_prices alter column ${column} type numeric`);
        await assert.rejects(set(column, 3, value), new RegExp(`violates check constraint "${rule}"`));
      });
    }
  }

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
});
