import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HORIZON_SESSIONS } from '../../src/horizon.ts';
import { addInstrument, insertIndexRows, insertPriceRows, walkRows } from '../support/market.ts';
import { describeInTransaction } from '../support/rolled_back.ts';
import { rows } from '../support/rows.ts';

/** Of every bar there is: what is looked up one by one, and what the view and a window over it say. */
const COMPARED = `
  select b.trading_date::text as session,
         row(one.open_price, one.high_price, one.low_price, one.close_price, one.volume)
           is not distinct from row(b.open_price, b.high_price, b.low_price, b.close_price, b.volume) as same_bar,
         label.target, label.growth,
         b.ahead > b.close_price as expected_target, (b.ahead / b.close_price)::double precision as expected_growth
  from (select *, lead(close_price, $1) over (partition by instrument_id order by trading_date) as ahead
        from price_bars) b
  cross join lateral (select (bar_of(b.instrument_id, b.trading_date, null::price_bars)).*) one
  cross join lateral label_of(b.instrument_id, b.trading_date, $1) label
  order by b.instrument_id, b.trading_date`;

describeInTransaction('bars and labels that are looked up one by one', (db) => {
  test('are those of price_bars, of stocks, of indices and of what has prices in both tables', async () => {
    const sessions = 12;
    const stock = await addInstrument(db, 'AAA');
    await insertPriceRows(db, stock, walkRows(sessions, 5, '2024-03-04'));
    const index = await addInstrument(db, '^AAA', 'index');
    await insertIndexRows(db, index, walkRows(sessions, 6, '2024-03-04'));
    const both = await addInstrument(db, 'BBB');
    const prices = walkRows(sessions, 7, '2024-03-04');
    await insertPriceRows(db, both, prices, 0, 4);
    await insertIndexRows(db, both, prices, 4, 9);
    await insertPriceRows(db, both, prices, 9);
    // Volume is what an adopted table may lack.
    await db.query('alter table index_prices alter column trading_volume drop not null');
    await db.query('update index_prices set trading_volume = null');

    const found = await rows<{
      session: string;
      same_bar: boolean;
      target: boolean | null;
      growth: number | null;
      expected_target: boolean | null;
      expected_growth: number | null;
    }>(db, COMPARED, [HORIZON_SESSIONS]);
    assert.equal(found.length, 3 * sessions);
    for (const one of found) {
      assert.ok(one.same_bar, one.session);
      assert.equal(one.target, one.expected_target, one.session);
      if (one.growth === null || one.expected_growth === null) assert.equal(one.growth, one.expected_growth);
      else assert.ok(Math.abs(one.growth / one.expected_growth - 1) < 1e-14, one.session);
    }
    assert.equal(found.filter(({ target }) => target === null).length, 3 * HORIZON_SESSIONS);
  });

  test('are null where there is no bar, and where the session ahead is still to come', async () => {
    const stock = await addInstrument(db, 'AAA');
    await insertPriceRows(db, stock, walkRows(HORIZON_SESSIONS, 5, '2024-03-04'));
    const found = await rows<{ close: string | null; target: boolean | null; growth: number | null }>(
      db,
      `select (bar_of($1, asked.session, null::price_bars)).close_price as close,
              (label_of($1, asked.session, 7)).target, (label_of($1, asked.session, 7)).growth
       from unnest('{2024-03-02,2024-03-04}'::date[]) as asked (session)`,
      [stock],
    );
    assert.deepEqual(found[0], { close: null, target: null, growth: null });
    assert.notEqual(found[1].close, null);
    assert.deepEqual([found[1].target, found[1].growth], [null, null]);
  });
});
