import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { binOf, countBins, populationStability, referenceBins } from '../../src/metrics/population_stability.ts';
import { createRandom } from '../../src/random.ts';

const close = (actual: number, expected: number, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

describe('population stability index', () => {
  test('is the sum of both relative entropies, as SciPy computes them', () => {
    // scipy 1.17.1, entropy(actual, expected) + entropy(expected, actual); the first are the shares 0.4, 0.3, 0.3
    // against 0.35, 0.25, 0.4, a textbook's example of income bands.
    close(populationStability([40, 30, 30], [35, 25, 40]), 0.044560854716101994);
    close(
      populationStability([120, 98, 101, 99, 110, 95, 102, 90, 85, 100], [4, 6, 11, 9, 5, 7, 3, 10, 6, 2]),
      0.2648484274018357,
    );
  });

  test('an empty bin counts as half a row of its sample; one that is empty in both counts nothing', () => {
    const half = 0.5 / 20;
    close(
      populationStability([50, 50, 0], [20, 0, 0]),
      (1 - 0.5) * Math.log(1 / 0.5) + (half - 0.5) * Math.log(half / 0.5),
    );
  });

  test('is never negative, 0 for equal shares, and the same both ways round', () => {
    const counts = fc.array(fc.tuple(fc.nat(50), fc.nat(50)), { minLength: 2, maxLength: 12 });
    fc.assert(
      fc.property(counts, (pairs) => {
        const [one, other] = [pairs.map(([a]) => a + 1), pairs.map(([, b]) => b + 1)];
        const psi = populationStability(one, other);
        assert.ok(psi >= 0);
        close(populationStability(other, one), psi, 1e-9);
        close(
          populationStability(
            one,
            one.map((count) => 3 * count),
          ),
          0,
        );
      }),
    );
  });

  test('of samples of one distribution follows the chi-squared law of Yurdakul (2018)', () => {
    // PSI / (1/n + 1/m) has 9 degrees of freedom with ten bins: mean 9, and 95 % lie below 16.919.
    const random = createRandom(5);
    const [n, m, samples] = [2000, 400, 400];
    const scaled = Array.from({ length: samples }, () => {
      const { edges, counts } = referenceBins(Float64Array.from({ length: n }, () => random.next()));
      const actual = countBins(
        Array.from({ length: m }, () => random.next()),
        edges,
      );
      return populationStability(counts, actual) / (1 / n + 1 / m);
    });
    const mean = scaled.reduce((sum, value) => sum + value, 0) / samples;
    assert.ok(Math.abs(mean - 9) < 4 * Math.sqrt(18 / samples), `mean ${mean}`);
    const beyond = scaled.filter((value) => value > 16.919).length / samples;
    assert.ok(beyond > 0.02 && beyond < 0.09, `${beyond} lie beyond the 95 % quantile`);
  });

  test('has no answer for a sample without rows, and refuses samples of different bins', () => {
    assert.ok(Number.isNaN(populationStability([1, 2], [0, 0])));
    assert.throws(() => populationStability([1, 2], [1, 2, 3]), {
      message: 'populationStability: needs as many bins of both samples, got 2 expected, 3 actual',
    });
  });
});

describe('bins of a reference', () => {
  test('are its deciles, and a further one for what is missing', () => {
    const values = Array.from({ length: 100 }, (_, i) => i);
    const { edges, counts } = referenceBins([...values, Number.NaN, Number.NaN]);
    assert.deepEqual([...counts], [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 2]);
    close(edges[0], 9.9);
  });

  test('a value lies above every edge that is not larger, infinite ones at the ends', () => {
    const edges = [1, 2, 2, 3];
    assert.deepEqual(
      [Number.NEGATIVE_INFINITY, 0.5, 1, 1.5, 2, 2.5, 3, Number.POSITIVE_INFINITY, Number.NaN].map((value) =>
        binOf(value, edges),
      ),
      [0, 0, 1, 1, 3, 3, 4, 4, 5],
    );
  });

  test('a constant or missing reference is still a reference: anything else is a change', () => {
    for (const constant of [7, Number.NaN]) {
      const reference = new Float64Array(50).fill(constant);
      const { edges, counts } = referenceBins(reference);
      close(populationStability(counts, countBins(reference, edges)), 0);
      assert.ok(populationStability(counts, countBins(new Float64Array(50).fill(3), edges)) > 1);
    }
  });

  test('without rows, or with one bin, are refused', () => {
    assert.throws(() => referenceBins([]), { message: 'referenceBins: the reference has no rows' });
    assert.throws(() => referenceBins([1], 1), /bins must be a whole number above 1, got 1/);
  });
});
