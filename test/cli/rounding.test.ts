import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundingLines } from '../../src/cli/host/rounding.ts';

const held = { table: 'stock_prices', heldBy: ['view my_closes'] };

test('columns that Postgres rounds are named with what holds them, what happens in them, and the remedy', () => {
  assert.deepEqual(
    roundingLines([
      { ...held, column: 'open_price', type: 'numeric(15,6)' },
      { ...held, column: 'close_price', type: 'numeric(15,6)' },
      { ...held, column: 'volume', type: 'bigint' },
      { table: 'index_prices', column: 'trading_volume', type: 'bigint', heldBy: ['its domain', 'view my_closes'] },
    ]),
    [
      'warning: stock_prices.open_price, close_price stay numeric(15,6) because of view my_closes: Postgres rounds what ' +
        'it is given; prices that this would spoil are refused (prices_survive_rounding). ' +
        'To store it exactly: drop view my_closes, run migrate, and make it again',
      'warning: stock_prices.volume stays bigint because of view my_closes: an INSERT of a volume with more decimals is ' +
        'rounded by Postgres without a word, before anything can see it; "pgaugur import" refuses it. ' +
        'To store it exactly: drop view my_closes, run migrate, and make it again',
      'warning: index_prices.trading_volume stays bigint because of its domain, view my_closes: an INSERT of a volume ' +
        'with more decimals is rounded by Postgres without a word, before anything can see it; "pgaugur import" refuses ' +
        'it. To store it exactly: remove what it is because of, and run migrate',
    ],
  );
  assert.deepEqual(roundingLines([]), []);
});
