import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tradingSignal } from '../../src/predictions/index.ts';

test('the threshold itself buys, and its mirror sells', () => {
  const signals = [0.75, 0.7499, 0.5, 0.2501, 0.25].map((probability) => tradingSignal(true, probability, 0.75));
  assert.deepEqual(signals, ['BUY', 'HOLD', 'HOLD', 'HOLD', 'SELL']);
});

test('a model that did not pass the gate, or was not judged, says nothing else than HOLD', () => {
  for (const gatePassed of [false, null]) {
    assert.deepEqual(
      [0, 0.5, 1].map((probability) => tradingSignal(gatePassed, probability, 0.6)),
      ['HOLD', 'HOLD', 'HOLD'],
    );
  }
});
