import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { whyOnlyHold } from '../../src/predictions/index.ts';

const said = (probabilities: readonly number[], baseRate: number | null = 0.55) =>
  probabilities.map((probability, i) => ({ date: `2024-01-${10 + i}`, probability, baseRate }));

describe('a model that says nothing but HOLD', () => {
  test('is told by how far its probabilities reach', () => {
    assert.equal(
      whyOnlyHold(said([0.52, 0.579, 0.481]), 0.6),
      'no holdout prediction (48.1 to 57.9 %) is a BUY or SELL at a threshold of 60.0 %',
    );
  });

  test('is none where one prediction comes to the threshold or its mirror', () => {
    assert.equal(whyOnlyHold(said([0.52, 0.6]), 0.6), undefined);
    assert.equal(whyOnlyHold(said([0.52, 0.4]), 0.6), undefined);
  });

  test('is one, too, where what comes to the threshold is no more than usual', () => {
    assert.match(whyOnlyHold(said([0.62, 0.61], 0.65), 0.6) ?? '', /61\.0 to 62\.0 %/);
  });

  test('is not said of a model that said nothing', () => {
    assert.equal(whyOnlyHold([], 0.6), undefined);
  });
});
