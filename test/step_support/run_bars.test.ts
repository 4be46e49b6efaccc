import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { readBars } from '../../src/db/bars.ts';
import { createRunBars } from '../../src/step_support/run_bars.ts';
import { addInstrument, insertBars } from '../support/market.ts';
import { ownDatabase } from '../support/own_database.ts';

const SESSIONS = 10;

describe('the bars of a run', () => {
  const database = ownDatabase();
  const db = database.pool();
  const client = database.client();
  let stock: number;
  let other: number;
  before(async () => {
    stock = await addInstrument(db, 'AAA');
    other = await addInstrument(db, 'BBB');
    await insertBars(db, stock, SESSIONS);
    await insertBars(db, other, SESSIONS);
  });

  test('are read once while nobody writes them', async () => {
    const bars = createRunBars();
    const first = await bars.read(db, stock);
    assert.equal(first.dates.length, SESSIONS);
    await db.query('update stock_prices set close_price = 10.5 where stock_id = $1', [other]);
    assert.equal(await bars.read(db, stock), first);
    assert.equal(await bars.read(db, stock, first.dates[SESSIONS - 1]), first);
  });

  test('end at the session that is asked for, which need not be one of theirs', async () => {
    const bars = createRunBars();
    assert.deepEqual((await bars.read(db, stock, '2024-01-03')).dates, ['2024-01-01', '2024-01-02', '2024-01-03']);
    assert.equal((await bars.read(db, stock, '2023-12-31')).dates.length, 0);
    assert.equal((await bars.read(db, stock, '2030-01-01')).dates.length, SESSIONS);
  });

  test('are those of the instrument that is asked for', async () => {
    const bars = createRunBars();
    const close = async (id: number) => (await bars.read(db, id)).close[0];
    assert.deepEqual([await close(stock), await close(other), await close(stock)], [10, 10.5, 10]);
  });

  const BAR = `stock_id, trading_date_local, trading_date_utc, trading_date_epoch, open_price, high_price, low_price, close_price`;
  const statements = {
    'a price was corrected':
      "update stock_prices set close_price = 10.25 where stock_id = $1 and trading_date_local = '2024-01-04'",
    'a price was written as it was':
      "update stock_prices set close_price = close_price where stock_id = $1 and trading_date_local = '2024-01-04'",
    'a session was deleted': "delete from stock_prices where stock_id = $1 and trading_date_local = '2024-01-03'",
    'a session was inserted': `insert into stock_prices (${BAR}) values ($1, '2023-12-29', '2023-12-29', 0, 10, 11, 9, 10)`,
    'all sessions are gone': 'delete from stock_prices where stock_id = $1',
  };
  for (const [i, [what, statement]] of Object.entries(statements).entries()) {
    for (const role of ['origin', 'replica']) {
      test(`are read again where ${what}, ${role === 'origin' ? 'by a statement' : 'past the triggers'}`, async () => {
        const written = await addInstrument(db, `W${i}${role}`);
        await insertBars(db, written, SESSIONS);
        const bars = createRunBars();
        const first = await bars.read(db, written);
        await client.query(`set session_replication_role = ${role}`);
        await client.query(statement, [written]);
        const second = await bars.read(db, written);
        assert.notEqual(second, first);
        assert.deepEqual(second, await readBars(db, written));
      });
    }
  }
});
