import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { rocAuc } from '../../src/metrics/roc_auc.ts';

/** Few distinct scores, so that ties are common; integers, so that the transforms below are exact. */
const scored = fc
  .array(fc.record({ label: fc.integer({ min: 0, max: 1 }), score: fc.integer({ min: -20, max: 20 }) }), {
    minLength: 2,
    maxLength: 60,
  })
  .filter((rows) => new Set(rows.map((row) => row.label)).size === 2)
  .map((rows) => ({ labels: rows.map((row) => row.label), scores: rows.map((row) => row.score) }));

describe('rocAuc', () => {
  test("answers scikit-learn's documented example", () => {
    assert.equal(rocAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), 0.75);
  });

  test('answers the area of Hanley & McNeil (1982), table 1: five ratings of 109 CT images', () => {
    const normal = [33, 6, 6, 11, 2];
    const abnormal = [3, 2, 2, 11, 33];
    const ratings = (counts: number[]) => counts.flatMap((count, rating) => Array<number>(count).fill(rating));
    const labels = [...ratings(normal).map(() => 0), ...ratings(abnormal).map(() => 1)];
    const area = rocAuc(labels, [...ratings(normal), ...ratings(abnormal)]);
    assert.ok(Math.abs(area - 0.893) < 0.0005, `${area}`);
  });

  test('equals counting every pair, a tie as one half', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        let won = 0;
        let pairs = 0;
        labels.forEach((label, i) => {
          labels.forEach((other, j) => {
            if (label !== 1 || other !== 0) return;
            pairs++;
            won += scores[i] > scores[j] ? 1 : scores[i] === scores[j] ? 0.5 : 0;
          });
        });
        assert.equal(rocAuc(labels, scores), won / pairs);
      }),
    );
  });

  test('depends on the order of the scores only', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const area = rocAuc(labels, scores);
        for (const transform of [(x: number) => 3 * x + 7, Math.exp, (x: number) => x ** 3]) {
          assert.equal(rocAuc(labels, scores.map(transform)), area);
        }
      }),
    );
  });

  test('of reversed scores, or of swapped labels, is one minus the area', () => {
    fc.assert(
      fc.property(scored, ({ labels, scores }) => {
        const other = 1 - rocAuc(labels, scores);
        const reversed = rocAuc(
          labels,
          scores.map((score) => -score),
        );
        const swapped = rocAuc(
          labels.map((label) => 1 - label),
          scores,
        );
        assert.ok(Math.abs(reversed - other) < 1e-12);
        assert.ok(Math.abs(swapped - other) < 1e-12);
      }),
    );
  });

  test('of one score for all is one half', () => {
    assert.equal(rocAuc([0, 1, 1, 0, 1], [0.3, 0.3, 0.3, 0.3, 0.3]), 0.5);
  });

  test('is not known when a class is absent, or without rows', () => {
    assert.ok(Number.isNaN(rocAuc([1, 1], [0.2, 0.3])));
    assert.ok(Number.isNaN(rocAuc([0, 0], [0.2, 0.3])));
    assert.ok(Number.isNaN(rocAuc([], [])));
  });

  test('refuses labels that are not 0 or 1, scores that are NaN, and lengths that differ', () => {
    assert.throws(() => rocAuc([0, Number.NaN], [1, 2]), /rocAuc: a label must be 0 or 1, got NaN at row 1/);
    assert.throws(() => rocAuc([0, 2], [1, 2]), /got 2 at row 1/);
    assert.throws(() => rocAuc([0, 1], [1, Number.NaN]), /rocAuc: a score must be a number, got NaN at row 1/);
    assert.throws(() => rocAuc([0, 1], [1]), /got 2 labels, 1 scores/);
  });
});
