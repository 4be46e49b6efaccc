import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { logLoss } from '../../src/metrics/log_loss.ts';
import { brierScore } from './plain/brier_score.ts';

describe('logLoss', () => {
  test("answers scikit-learn's documented example", () => {
    assert.ok(Math.abs(logLoss([1, 0, 0, 1], [0.9, 0.1, 0.2, 0.65]) - 0.21616187) < 1e-8);
  });

  test('of one half for every row is ln 2', () => {
    assert.ok(Math.abs(logLoss([1, 0, 1], [0.5, 0.5, 0.5]) - Math.LN2) < 1e-15);
  });

  test('of a certain and right forecast is 0, of a certain and wrong one large but finite', () => {
    assert.equal(logLoss([1, 0], [1, 0]) + 0, 0);
    assert.ok(Math.abs(logLoss([1], [0]) - 16 * Math.LN10) < 1e-12);
  });

  test('is least at the base rate among constant forecasts', () => {
    const labels = [1, 1, 1, 0];
    const at = (p: number) => logLoss(labels, [p, p, p, p]);
    assert.ok(at(0.75) < at(0.74) && at(0.75) < at(0.76));
  });

  test('is not known without rows and refuses what is no probability', () => {
    assert.ok(Number.isNaN(logLoss([], [])));
    assert.throws(() => logLoss([1], [1.2]), /logLoss: a probability must lie in \[0, 1\], got 1.2 at row 0/);
  });
});

describe('brierScore', () => {
  test("answers scikit-learn's documented example", () => {
    assert.ok(Math.abs(brierScore([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3]) - 0.0375) < 1e-15);
  });

  test('of one half for every row is one quarter', () => {
    assert.equal(brierScore([1, 0, 1], [0.5, 0.5, 0.5]), 0.25);
  });

  test('is not known without rows and refuses what is no probability', () => {
    assert.ok(Number.isNaN(brierScore([], [])));
    assert.throws(() => brierScore([1], [-0.1]), /brierScore: a probability must lie in \[0, 1\], got -0.1 at row 0/);
  });
});
