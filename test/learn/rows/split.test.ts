import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classBalance } from '../../../src/learn/rows/split.ts';

test('class balance counts a range; the rate of no rows is not known', () => {
  const labels = Uint8Array.of(1, 1, 0, 0, 0);
  assert.deepEqual(classBalance(labels, [1, 5]), { rows: 4, positives: 1, positiveRate: 0.25 });
  assert.ok(Number.isNaN(classBalance(labels, [2, 2]).positiveRate));
});
