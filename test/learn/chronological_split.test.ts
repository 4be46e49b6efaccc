import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { UntrainableError } from '../../src/learn/rows/untrainable.ts';
import { labelsFrom } from '../support/labels.ts';
import { chronologicalSplit, requireBothClasses } from './chronological_split.ts';

describe('chronologicalSplit', () => {
  test('cuts 1,000 rows at 700 and 850 and purges the 7 rows before each boundary', () => {
    assert.deepEqual(chronologicalSplit(1000), {
      train: [0, 693],
      validation: [700, 843],
      test: [850, 1000],
      trainAndValidation: [0, 843],
    });
  });

  test('no label of a part uses a bar of the next part', () => {
    const inputs = fc.record({
      rows: fc.integer({ min: 400, max: 6000 }),
      horizon: fc.integer({ min: 1, max: 20 }),
      embargo: fc.integer({ min: 0, max: 10 }),
    });
    fc.assert(
      fc.property(inputs, ({ rows, horizon, embargo }) => {
        const { train, validation, test, trainAndValidation } = chronologicalSplit(rows, {
          horizon,
          embargo,
          minimumRows: 10,
        });
        for (const [part, next] of [
          [train, validation],
          [validation, test],
          [trainAndValidation, test],
        ]) {
          const lastBarOfLabels = part[1] - 1 + horizon;
          assert.ok(lastBarOfLabels < next[0], `label reaches bar ${lastBarOfLabels}, next part starts at ${next[0]}`);
          assert.equal(lastBarOfLabels, next[0] - 1 - embargo, 'and no row more is purged than needed');
        }
        assert.equal(train[0], 0);
        assert.equal(test[1], rows);
      }),
    );
  });

  test('too few rows end in an error that counts them', () => {
    assert.throws(
      () => chronologicalSplit(200),
      (error) =>
        error instanceof UntrainableError &&
        error.reason === 'too_few_rows' &&
        /validation needs at least 30 rows, got 23 of 200 labelled rows/.test(error.message),
    );
    assert.throws(() => chronologicalSplit(0), /train needs at least 30 rows, got 0 of 0/);
  });

  test('a part with one class ends in an error that names it', () => {
    const split = chronologicalSplit(1000);
    const labels = Uint8Array.from({ length: 1000 }, (_, i) => i % 2);
    requireBothClasses(labels, split);
    labels.fill(1, 850);
    assert.throws(
      () => requireBothClasses(labels, split),
      (error) =>
        error instanceof UntrainableError &&
        error.reason === 'one_class' &&
        error.message === 'split: test needs rows of both classes, got 150 rows all labelled 1',
    );
  });

  test('fractions that do not add up are refused', () => {
    assert.throws(() => chronologicalSplit(1000, { fractions: [0.7, 0.2, 0.2] }), /add up to 1, got 0.7, 0.2, 0.2/);
    assert.throws(
      () => chronologicalSplit(1000, { horizon: 1.5 }),
      /horizon must be a whole number, 0 or more, got 1.5/,
    );
  });
});

test('a label that is not known yet is refused, not read as 0', () => {
  assert.deepEqual(labelsFrom([0, 1, 1]), Uint8Array.of(0, 1, 1));
  assert.throws(
    () => labelsFrom([0, 1, Number.NaN]),
    (error) =>
      error instanceof UntrainableError &&
      error.reason === 'unknown_label' &&
      error.message === 'labels: a label must be 0 or 1, got NaN at row 2',
  );
  assert.throws(() => labelsFrom([0, 2]), RangeError);
});
