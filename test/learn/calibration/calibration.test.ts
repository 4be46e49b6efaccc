import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { applyIsotonic, fitIsotonic } from '../../../src/learn/calibration/isotonic.ts';
import { fitPlatt } from '../../../src/learn/calibration/platt.ts';
import { applyCalibration, type Calibration, calibrationSchema, fitCalibration } from '../../../src/learn/index.ts';
import { logLoss } from '../../../src/metrics/log_loss.ts';
import { createRandom } from '../../../src/random.ts';

const close = (found: number, expected: number, tolerance: number) =>
  assert.ok(Math.abs(found - expected) <= tolerance, `${found}, expected ${expected}`);

/** Probabilities whose log-odds are `sharpness` times the true ones. */
function forecasts(rows: number, sharpness: number, seed: number) {
  const { next } = createRandom(seed);
  const truth = Float64Array.from({ length: rows }, () => 0.2 + 0.6 * next());
  const labels = Uint8Array.from(truth, (p) => (next() < p ? 1 : 0));
  const probabilities = truth.map((p) => 1 / (1 + ((1 - p) / p) ** sharpness));
  return { labels, probabilities };
}

describe('fitPlatt', () => {
  test("answers LibSVM's values for scikit-learn's test case", () => {
    // sklearn/tests/test_calibration.py, test_sigmoid_calibration: A and B of the C++ code in LibSVM, compared there to
    // three decimals.
    const { slope, intercept } = fitPlatt([5, -4, 1], [1, 0, 0]);
    close(-slope, -0.20261354391187855, 1e-5);
    close(-intercept, 0.65236314980010512, 1e-5);
  });

  test('answers what SciPy 1.17 finds with BFGS', () => {
    const { slope, intercept } = fitPlatt([0.2, -1.3, 0.7, 2.1, -0.4, 1.5, 0.1, -2.2], [0, 0, 1, 1, 1, 1, 0, 0]);
    close(slope, 0.81716765, 1e-7);
    close(intercept, -0.08740256, 1e-7);
  });

  test('stays finite on separated classes, and level on one', () => {
    const { slope } = fitPlatt([1, 2, 3, 4], [0, 0, 1, 1]);
    assert.ok(slope > 0 && Number.isFinite(slope));
    close(fitPlatt([1, 2, 3], [1, 1, 1]).slope, 0, 1e-6);
  });

  test('with a smallest slope is the best curve that steep', () => {
    const { slope, intercept } = fitPlatt([3, 2, 1, 0], [0, 0, 1, 1], 0.01);
    assert.equal(slope, 0.01);
    const mean = [3, 2, 1, 0].reduce((sum, score) => sum + 1 / (1 + Math.exp(-(slope * score + intercept))), 0) / 4;
    close(mean, 0.5, 1e-9);
  });
});

describe('fitIsotonic', () => {
  test("answers scikit-learn's test cases", () => {
    // sklearn/tests/test_isotonic.py, test_isotonic_regression.
    const at = (values: number[]) => {
      const fitted = fitIsotonic([...values.keys()], values);
      return values.map((_, i) => applyIsotonic(fitted, i));
    };
    assert.deepEqual(at([3, 7, 5, 9, 8, 7, 10]), [3, 6, 6, 8, 8, 8, 10]);
    assert.deepEqual(at([10, 0, 2]), [4, 4, 4]);
  });

  test('answers what SciPy 1.17 finds for labels', () => {
    const labels = [0, 1, 0, 0, 1, 1, 0, 1, 1, 1];
    const fitted = fitIsotonic([...labels.keys()], labels);
    const [third, thirds] = [1 / 3, 2 / 3];
    assert.deepEqual(
      labels.map((_, i) => applyIsotonic(fitted, i)),
      [0, third, third, third, thirds, thirds, thirds, 1, 1, 1],
    );
  });

  test('takes rows of equal score as one, is linear in between and level outside', () => {
    const fitted = fitIsotonic([0.2, 0.2, 0.6], [0, 1, 1]);
    assert.deepEqual(
      [0, 0.2, 0.4, 0.6, 9].map((score) => applyIsotonic(fitted, score)),
      [0.5, 0.5, 0.75, 1, 1],
    );
  });

  test('never falls, and no other level between neighbours is nearer', () => {
    const rows = fc.array(fc.record({ score: fc.integer({ min: 0, max: 12 }), label: fc.constantFrom(0, 1) }), {
      minLength: 1,
      maxLength: 40,
    });
    fc.assert(
      fc.property(rows, (given) => {
        const labels = given.map(({ label }): number => label);
        const fitted = fitIsotonic(
          given.map(({ score }) => score),
          labels,
        );
        const values = Array.from({ length: 13 }, (_, score) => applyIsotonic(fitted, score));
        assert.ok(values.every((value, i) => i === 0 || value >= values[i - 1]));
        // The mean of the fit is the mean of the labels, as for every projection onto such a cone.
        const fittedSum = given.reduce((sum, { score }) => sum + values[score], 0);
        close(
          fittedSum,
          labels.reduce((sum, label) => sum + label, 0),
          1e-9,
        );
      }),
    );
  });
});

describe('fitCalibration', () => {
  test('takes back the confidence of forecasts that are too sure', () => {
    const fitted = forecasts(1500, 3, 1);
    const calibration = fitCalibration(fitted.labels, fitted.probabilities);
    assert.notEqual(calibration.method, 'none');
    const fresh = forecasts(3000, 3, 2);
    const before = logLoss(fresh.labels, fresh.probabilities);
    const after = logLoss(fresh.labels, applyCalibration(calibration, fresh.probabilities));
    const best = logLoss(
      fresh.labels,
      fresh.probabilities.map((p) => 1 / (1 + ((1 - p) / p) ** (1 / 3))),
    );
    assert.ok(before - after > 0.9 * (before - best), `${before} to ${after}, best ${best}`);
  });

  test('Platt scaling finds the factor by which log-odds were stretched', () => {
    const { labels, probabilities } = forecasts(20000, 2, 3);
    const found = fitCalibration(labels, probabilities, { method: 'platt' });
    assert.ok(found.method === 'platt');
    close(found.slope, 0.5, 0.03);
    close(found.intercept, 0, 0.05);
  });

  test('never turns the order round, even where validation says so', () => {
    const { labels, probabilities } = forecasts(600, 1, 4);
    const against = labels.map((label) => 1 - label);
    for (const method of ['none', 'platt', 'isotonic'] as const) {
      const calibrated = applyCalibration(fitCalibration(against, probabilities, { method }), probabilities);
      const order = Array.from(probabilities.keys()).sort((a, b) => probabilities[a] - probabilities[b]);
      order.forEach((row, i) => {
        assert.ok(i === 0 || calibrated[row] >= calibrated[order[i - 1]]);
        assert.ok(calibrated[row] > 0 && calibrated[row] < 1);
      });
    }
  });

  test('leaves alone what it cannot learn from: one class, or few rows', () => {
    assert.deepEqual(fitCalibration(new Uint8Array(500), new Float64Array(500).fill(0.4)), { method: 'none' });
    const { labels, probabilities } = forecasts(100, 3, 5);
    assert.deepEqual(fitCalibration(labels, probabilities), { method: 'none' });
  });

  test('survives JSON, and a broken one is refused', () => {
    const { labels, probabilities } = forecasts(600, 3, 6);
    for (const method of ['none', 'platt', 'isotonic'] as const) {
      const calibration: Calibration = fitCalibration(labels, probabilities, { method });
      assert.deepEqual(calibrationSchema.parse(JSON.parse(JSON.stringify(calibration))), calibration);
    }
    for (const broken of [
      { method: 'platt', slope: -1, intercept: 0 },
      { method: 'isotonic', scores: [0.1, 0.2], values: [0.5] },
      { method: 'isotonic', scores: [0.1, 0.2], values: [0.6, 0.5] },
      { method: 'isotonic', scores: [0.1], values: [1.5] },
      { method: 'beta' },
    ]) {
      assert.equal(calibrationSchema.safeParse(broken).success, false);
    }
  });
});
