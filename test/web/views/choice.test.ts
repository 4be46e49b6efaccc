import assert from 'node:assert/strict';
import { test } from 'node:test';
import { choiceOf, chosen, countsOf, type Shown, urgency } from '../../../src/web/views/today/choice.ts';

const of = (symbol: string, tradingSignal: string, usable: boolean, signalStrength = 0.2): Shown => ({
  symbol,
  name: `${symbol} & Sons`,
  tradingSignal,
  usable,
  signalStrength,
});
const rows = [of('A', 'BUY', true), of('B', 'SELL', false), of('C', 'HOLD', true), of('AB', 'SELL', true, 0.9)];
const symbols = (found: readonly Shown[]) => found.map(({ symbol }) => symbol);

test('a signal is one only while it is usable', () => {
  assert.deepEqual(countsOf(rows), { all: 4, signals: 2, usable: 3, unusable: 1 });
  assert.deepEqual(symbols(chosen(rows, 'signals', '')), ['A', 'AB']);
  assert.deepEqual(symbols(chosen(rows, 'unusable', '')), ['B']);
});

test('a search finds symbols by their beginning and names by any part, in any case', () => {
  assert.deepEqual(symbols(chosen(rows, 'all', ' a')), ['A', 'AB']);
  assert.deepEqual(symbols(chosen(rows, 'all', 'SONS')), ['A', 'B', 'C', 'AB']);
  assert.deepEqual(symbols(chosen(rows, 'all', 'zz')), []);
});

test('the strongest signal comes first, then what is usable', () => {
  assert.deepEqual(symbols(rows.toSorted((a, b) => urgency(b) - urgency(a))), ['AB', 'A', 'C', 'B']);
});

test('an address that names no choice shows all', () => {
  assert.deepEqual([choiceOf('usable'), choiceOf('everything'), choiceOf(null)], ['usable', 'all', 'all']);
});
