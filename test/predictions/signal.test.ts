import assert from 'node:assert/strict';
import { test } from 'node:test';
import { probabilitiesOn, tradingSignal } from '../../src/predictions/index.ts';

const signalsOf = (probabilities: readonly number[], trainingBaseRate: number | null, signals = true) =>
  probabilities.map((probability) => tradingSignal({ signals, trainingBaseRate }, probability, 0.6));

test('the threshold itself buys, and its mirror sells', () => {
  assert.deepEqual(signalsOf([0.6, 0.5999, 0.5, 0.4001, 0.4], 0.5), ['BUY', 'HOLD', 'HOLD', 'HOLD', 'SELL']);
});

test('where rises are frequent, a BUY needs more than their share, and a SELL is asked for no more', () => {
  assert.deepEqual(signalsOf([0.6, 0.65, 0.6501, 0.4], 0.65), ['HOLD', 'HOLD', 'BUY', 'SELL']);
});

test('where rises are rare, a SELL needs less than their share', () => {
  assert.deepEqual(signalsOf([0.6, 0.4, 0.3, 0.2999], 0.3), ['BUY', 'HOLD', 'HOLD', 'SELL']);
});

test('without a known base rate one half is assumed, which the threshold covers', () => {
  assert.deepEqual(signalsOf([0.6, 0.5, 0.4], null), ['BUY', 'HOLD', 'SELL']);
});

test('a model that may not signal says nothing else than HOLD', () => {
  assert.deepEqual(signalsOf([0, 0.5, 1], 0.5, false), ['HOLD', 'HOLD', 'HOLD']);
});

test('what the base rate contradicts is traded as a probability that says nothing', () => {
  const predictions = [
    { date: '2024-01-02', probability: 0.65, baseRate: 0.7 },
    { date: '2024-01-03', probability: 0.71, baseRate: 0.7 },
    { date: '2024-01-04', probability: 0.3, baseRate: 0.2 },
  ];
  const dates = ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05'];
  assert.deepEqual(probabilitiesOn(dates, predictions), Float64Array.of(0.5, 0.71, 0.5, Number.NaN));
});
