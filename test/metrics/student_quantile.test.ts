import assert from 'node:assert/strict';
import { test } from 'node:test';
import { studentQuantile } from '../../src/metrics/student_quantile.ts';

test('quantiles of Student’s t are those of the tables', () => {
  // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
  for (const [probability, degreesOfFreedom, expected] of [
    [0.975, 3, 3.182],
    [0.975, 10, 2.228],
    [0.95, 10, 1.812],
    [0.99, 30, 2.457],
    [0.025, 10, -2.228],
  ]) {
    const found = studentQuantile(probability, degreesOfFreedom);
    assert.ok(Math.abs(found / expected - 1) < 0.01, `${found}, not ${expected}`);
  }
  assert.equal(studentQuantile(0.5, 5), 0);
  assert.throws(() => studentQuantile(0.975, 0), /degrees of freedom .* must be above 0, got 0/);
});
