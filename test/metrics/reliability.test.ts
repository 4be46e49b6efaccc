import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { reliability } from '../../src/metrics/reliability.ts';
import { createRandom } from '../../src/random.ts';

describe('reliability', () => {
  test("answers scikit-learn's documented calibration curve", () => {
    // sklearn.calibration.calibration_curve, docstring: prob_true [0, 0.5, 1], prob_pred [0.2, 0.525, 0.85].
    const { bins } = reliability([0, 0, 0, 0, 1, 1, 1, 1, 1], [0.1, 0.2, 0.3, 0.4, 0.65, 0.7, 0.8, 0.9, 1], {
      bins: 3,
      strategy: 'width',
    });
    assert.deepEqual(
      bins.map(({ rows, observedRate }) => [rows, observedRate]),
      [
        [3, 0],
        [2, 0.5],
        [4, 1],
      ],
    );
    assert.ok(bins.every(({ meanPredicted }, i) => Math.abs(meanPredicted - [0.2, 0.525, 0.85][i]) < 1e-12));
  });

  test('the error weighs each bin by its rows', () => {
    const { calibrationError } = reliability([0, 1, 1, 1], [0.2, 0.2, 0.9, 0.9], { bins: 2, strategy: 'width' });
    assert.ok(Math.abs(calibrationError - (2 * 0.3 + 2 * 0.1) / 4) < 1e-12);
  });

  test("gives Wilson's interval: 7 of 20, as SciPy's binomtest", () => {
    // scipy 1.17.1, binomtest(7, 20).proportion_ci(method='wilson')
    const labels = Uint8Array.from({ length: 20 }, (_, i) => (i < 7 ? 1 : 0));
    const [{ lower, upper }] = reliability(labels, new Float64Array(20).fill(0.4), { bins: 1, horizon: 1 }).bins;
    assert.ok(Math.abs(lower - 0.1811918241010821) < 1e-12 && Math.abs(upper - 0.5671457233147637) < 1e-12);
  });

  test('bins of equal rows hold about as many each, every row once, ties together', () => {
    const { next, below } = createRandom(1);
    const probabilities = Float64Array.from({ length: 1000 }, () => 0.4 + 0.2 * next());
    const labels = Uint8Array.from({ length: 1000 }, () => below(2));
    const { bins } = reliability(labels, probabilities);
    assert.equal(bins.length, 10);
    assert.ok(bins.every(({ rows }) => rows === 100));
    assert.ok(bins.every(({ from, to, meanPredicted }) => from <= meanPredicted && meanPredicted <= to));
    assert.deepEqual(
      reliability([0, 1, 1, 0], [0.3, 0.3, 0.3, 0.8], { bins: 3 }).bins.map(({ rows }) => rows),
      [3, 1],
    );
  });

  test('without rows has no bins and an error that is not known', () => {
    assert.deepEqual(reliability([], []), { bins: [], calibrationError: Number.NaN });
    assert.throws(() => reliability([], [], { bins: 0 }), /bins must be a whole number above 0, got 0/);
  });
});
