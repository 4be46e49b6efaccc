import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { accuracy } from './accuracy.ts';
import { confusion } from './confusion.ts';
import { f1Score } from './f1_score.ts';
import { precision } from './precision.ts';
import { recall } from './recall.ts';

// 3 called right and 1 wrong among the called, 2 missed, 4 left alone rightly.
const labels = [1, 1, 1, 0, 1, 1, 0, 0, 0, 0];
const scores = [0.9, 0.8, 0.5, 0.7, 0.4, 0.3, 0.2, 0.1, 0.0, 0.49];

describe('calls at a threshold', () => {
  test('a score at the threshold is a call', () => {
    assert.deepEqual(confusion(labels, scores), {
      truePositives: 3,
      falsePositives: 1,
      trueNegatives: 4,
      falseNegatives: 2,
    });
  });

  test('accuracy, precision, recall and F1 are the textbook ratios of the counts', () => {
    assert.equal(accuracy(labels, scores), 0.7);
    assert.equal(precision(labels, scores), 0.75);
    assert.equal(recall(labels, scores), 0.6);
    assert.ok(Math.abs(f1Score(labels, scores) - (2 * 0.75 * 0.6) / (0.75 + 0.6)) < 1e-15);
  });

  test('a higher threshold trades recall for precision', () => {
    assert.equal(precision(labels, scores, 0.75), 1);
    assert.equal(recall(labels, scores, 0.75), 0.4);
  });

  test('without a call precision is not known and F1 is 0', () => {
    assert.ok(Number.isNaN(precision([1, 0], [0.1, 0.1])));
    assert.equal(f1Score([1, 0], [0.1, 0.1]), 0);
  });

  test('without a positive row recall is not known, nor F1 unless something is called', () => {
    assert.ok(Number.isNaN(recall([0, 0], [0.1, 0.9])));
    assert.equal(f1Score([0, 0], [0.1, 0.9]), 0);
    assert.ok(Number.isNaN(f1Score([0, 0], [0.1, 0.2])));
  });

  test('without rows every ratio is not known', () => {
    for (const metric of [accuracy, precision, recall, f1Score]) assert.ok(Number.isNaN(metric([], [])));
  });
});
