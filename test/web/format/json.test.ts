import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monthsOf, tradesOf } from '../../../src/web/format/json.ts';

test('months come in their order, and what is no number is left out', () => {
  assert.deepEqual(monthsOf({ '2020-02': 0.01, '2019-12': -0.02, '2020-01': null }), [
    { month: '2019-12', value: -0.02 },
    { month: '2020-02', value: 0.01 },
  ]);
  assert.deepEqual([monthsOf(null), monthsOf([1]), monthsOf('x')], [[], [], []]);
});

test('a trade without its dates is none, and one without more is one', () => {
  const [trade, ...others] = tradesOf([
    { entryDate: '2020-01-02', exitDate: '2020-01-13', return: 0.02 },
    { entryDate: 1 },
    null,
  ]);
  assert.deepEqual(others, []);
  assert.deepEqual([trade.gain, trade.direction, trade.profit], [0.02, 'long', null]);
  assert.deepEqual(tradesOf({}), []);
});
