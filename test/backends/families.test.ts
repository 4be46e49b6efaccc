import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyNamed, lookbackOf, readingFamily } from '../../src/backends/index.ts';

test('how far a family looks back is known without loading it, and is what it does', async () => {
  for (const kind of ['tfjs_mlp', 'tfjs_gru'] as const) {
    assert.equal(lookbackOf(kind), (await readingFamily(kind)).lookback);
  }
  assert.equal(lookbackOf('xgboost_classifier'), familyNamed('xgboost_classifier').lookback ?? 0);
});

test('a family that does not exist is refused by name', () => {
  assert.throws(() => familyNamed('oracle'), { name: 'RangeError', message: /unknown model family "oracle", known: / });
});
