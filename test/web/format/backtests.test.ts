import assert from 'node:assert/strict';
import { test } from 'node:test';
import { monthsOf, tradesOf } from '../../../src/web/format/backtests.ts';

test('months come in their order, and one without a return is left out', () => {
  const months = [
    { month: '2020-02', return: 0.01 },
    { month: '2019-12', return: -0.02 },
    { month: '2020-01', return: null },
    { month: null, return: 0.1 },
  ];
  assert.deepEqual(monthsOf(months), [
    { month: '2019-12', value: -0.02 },
    { month: '2020-02', value: 0.01 },
  ]);
  assert.deepEqual([monthsOf(null), monthsOf(undefined)], [[], []]);
});

test('a trade without its dates is none', () => {
  const whole = { entryDate: '2020-01-02', exitDate: '2020-01-13', return: 0.02 };
  assert.deepEqual(tradesOf([whole, { ...whole, exitDate: null }]), [whole]);
  assert.deepEqual(tradesOf(null), []);
});
