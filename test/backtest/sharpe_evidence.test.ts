import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  deflatedSharpe,
  expectedBestSharpe,
  probabilisticSharpe,
  type SharpeSample,
  sharpeSample,
} from '../../src/backtest/metrics/sharpe_evidence.ts';
import { normalQuantile } from '../../src/metrics/normal_quantile.ts';

function near(actual: number | null, expected: number, tolerance: number): void {
  assert.ok(actual !== null && Math.abs(actual - expected) < tolerance, `${actual} is not near ${expected}`);
}

describe('the probabilistic Sharpe ratio', () => {
  // Bailey & López de Prado (2012), "The Sharpe Ratio Efficient Frontier": two years of monthly returns with an
  // annualised Sharpe ratio of 1.59, so 1.59 / √12 a month; with the fund's skewness and kurtosis, and without.
  const fund = { sharpe: 1.59 / Math.sqrt(12), returns: 24 };

  test("agrees with the paper's example: 0.982 for normal returns, 0.913 for the fund's", () => {
    near(probabilisticSharpe({ ...fund, skewness: 0, kurtosis: 3 }), 0.982, 5e-4);
    near(probabilisticSharpe({ ...fund, skewness: -2.448, kurtosis: 10.164 }), 0.913, 1e-3);
  });

  test('is one half where the ratio is the benchmark', () => {
    near(probabilisticSharpe({ ...fund, skewness: -1, kurtosis: 5 }, fund.sharpe), 0.5, 1e-7);
  });

  test('grows with the number of returns, and falls with their left tail', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.integer({ min: 10, max: 1_000 }),
        fc.double({ min: -3, max: 0, noNaN: true }),
        (sharpe, returns, skewness) => {
          const of = (sample: Partial<SharpeSample>) =>
            probabilisticSharpe({ sharpe, returns, skewness, kurtosis: 12, ...sample }) ?? Number.NaN;
          assert.ok(of({ returns: 2 * returns }) >= of({}));
          assert.ok(of({ skewness: skewness - 1 }) <= of({}) + 1e-7);
        },
      ),
      { seed: 7 },
    );
  });
});

describe('the deflated Sharpe ratio', () => {
  // Bailey & López de Prado (2014), "The Deflated Sharpe Ratio", numerical example: the best of 100 trials has an
  // annualised 2.5 over five years of 250 days; the trials' annualised ratios have a variance of 1/2.
  const best = { sharpe: 2.5 / Math.sqrt(250), returns: 1_250, skewness: -3, kurtosis: 10 };
  const variance = 0.5 / 250;

  test("agrees with the paper's example: benchmark 0.1132, and 0.9004 for 100 trials", () => {
    near(expectedBestSharpe(100, variance), 0.1132, 5e-5);
    near(deflatedSharpe(best, 100, variance), 0.9004, 2e-4);
  });

  test('agrees with the paper on when the same result would have been significant: 46 trials, or 88 of normal returns', () => {
    near(deflatedSharpe(best, 46, variance), 0.9505, 5e-4);
    near(deflatedSharpe({ ...best, skewness: 0, kurtosis: 3 }, 88, variance), 0.9505, 5e-4);
  });

  test('is the probabilistic ratio for one trial, and less for each further one', () => {
    assert.equal(deflatedSharpe(best, 1), probabilisticSharpe(best));
    const values = [1, 2, 5, 50, 1_000].map((trials) => deflatedSharpe(best, trials) ?? Number.NaN);
    for (let i = 1; i < values.length; i++) assert.ok(values[i] < values[i - 1], `${values}`);
  });
});

test('the sample of returns has the moments of numpy and scipy', () => {
  // scipy.stats.skew and kurtosis(fisher=False), mean / std(ddof=1), of numpy 2.4.6 and scipy 1.17.1.
  const sample = sharpeSample(Float64Array.of(0.01, -0.02, 0.03, 0, 0.015, -0.04));
  near(sample?.sharpe ?? null, SCIPY.sharpe, 1e-12);
  near(sample?.skewness ?? null, SCIPY.skewness, 1e-12);
  near(sample?.kurtosis ?? null, SCIPY.kurtosis, 1e-12);
});

const SCIPY = { sharpe: -0.03283368520287856, skewness: -0.43644909520513514, kurtosis: 2.006197188755693 };

test('returns that do not vary prove nothing, nor does a formula without variance', () => {
  assert.equal(sharpeSample(Float64Array.of(0.01, 0.01, 0.01)), null);
  assert.equal(sharpeSample(Float64Array.of(0.01)), null);
  assert.equal(probabilisticSharpe({ sharpe: 2, returns: 10, skewness: 1, kurtosis: 2 }), null);
});

test('the normal quantile agrees with scipy and mirrors itself', () => {
  // scipy.stats.norm.ppf, scipy 1.17.1.
  near(normalQuantile(0.75), 0.6744897501960817, 2e-6);
  near(normalQuantile(0.975), 1.959963984540054, 2e-6);
  near(normalQuantile(0.99), 2.3263478740408408, 2e-6);
  near(normalQuantile(0.9999), 3.719016485455709, 2e-6);
  near(normalQuantile(1e-9), -5.997807015008182, 2e-6);
  assert.equal(normalQuantile(0.5), 0);
  assert.equal(normalQuantile(0.01), -normalQuantile(0.99));
  assert.deepEqual([normalQuantile(0), normalQuantile(1)], [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  assert.throws(() => normalQuantile(1.5), /must be in \[0, 1\], got 1.5/);
});
