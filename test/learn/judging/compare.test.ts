import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareOnSameRows } from '../../../src/learn/index.ts';
import { logLoss } from '../../../src/metrics/log_loss.ts';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import { createRandom } from '../../../src/random.ts';
import { forecastOfAuc } from '../../metrics/known_auc.ts';
import { normals } from '../support.ts';

const { next } = createRandom(41);
const truth = Float64Array.from({ length: 450 }, () => 0.15 + 0.7 * next());
const labels = Uint8Array.from(truth, (p) => (next() < p ? 1 : 0));
const guess = Float64Array.from({ length: 450 }, () => 0.3 + 0.4 * next());

describe('compareOnSameRows', () => {
  test('a model is not worse than itself, by exactly nothing', () => {
    const found = compareOnSameRows(labels, truth, truth, 1);
    assert.deepEqual(found.logLoss, { value: 0, lower: 0, upper: 0 });
    assert.deepEqual(found.rocAuc, { value: 0, lower: 0, upper: 0 });
    assert.equal(found.verdict, 'not worse');
    assert.equal(found.isNotWorse, true);
  });

  test('tells a good model from a guess, from either side', () => {
    const better = compareOnSameRows(labels, guess, truth, 1);
    assert.equal(better.verdict, 'better');
    assert.equal(better.logLoss.value, logLoss(labels, truth) - logLoss(labels, guess));
    assert.equal(better.rocAuc.value, rocAuc(labels, truth) - rocAuc(labels, guess));
    const worse = compareOnSameRows(labels, truth, guess, 1);
    assert.equal(worse.isNotWorse, false);
    assert.ok(Math.abs(worse.logLoss.lower + better.logLoss.upper) < 1e-12, 'the same resamples, the other way round');
    assert.match(
      worse.reason,
      /^worse: log-loss \+0\.\d{4} \(95 % interval \+0\.\d{4} to \+0\.\d{4}\), ROC-AUC -0\.\d{4}/,
    );
  });

  test('is paired: two models that differ little are told apart where their own intervals overlap', () => {
    const shaded = truth.map((p, row) => p + (labels[row] === 1 ? -0.01 : 0.01));
    assert.equal(compareOnSameRows(labels, truth, shaded, 1).verdict, 'worse');
  });

  test('goes by the log-loss: who orders the rows well and is far too sure of it loses to who says nothing', () => {
    const tooSure = truth.map((p) => (p > 0.5 ? 0.999 : 0.001) + (p - 0.5) / 1e4);
    const found = compareOnSameRows(labels, tooSure, new Float64Array(450).fill(0.5), 1);
    assert.ok(found.rocAuc.upper < 0);
    assert.equal(found.verdict, 'better');
  });

  test('seldom tells apart two models that are equally good, on half a year of overlapping labels', (t) => {
    let told = 0;
    for (let seed = 0; seed < 200; seed++) {
      const { labels: outcomes, scores } = forecastOfAuc(126, 0.55, 0.9, seed);
      const normal = normals(5000 + seed);
      const noisy = () => {
        let noise = normal();
        return scores.map((score) => {
          noise = 0.9 * noise + Math.sqrt(1 - 0.9 ** 2) * normal();
          return 1 / (1 + Math.exp(-0.2 * (score + noise)));
        });
      };
      const { verdict } = compareOnSameRows(outcomes, noisy(), noisy(), seed, { resamples: 300 });
      if (verdict !== 'not worse') told++;
    }
    t.diagnostic(`${told} of 200`);
    assert.ok(told <= 0.12 * 200, `${told} of 200`);
  });

  test('is the same for the same seed, and not known with too few rows or one class', () => {
    assert.deepEqual(compareOnSameRows(labels, guess, truth, 5), compareOnSameRows(labels, guess, truth, 5));
    const few = compareOnSameRows(labels.subarray(0, 40), guess.subarray(0, 40), truth.subarray(0, 40), 1);
    assert.deepEqual([few.verdict, few.isNotWorse], ['not known', false]);
    assert.equal(compareOnSameRows(new Uint8Array(450), guess, truth, 1).verdict, 'not known');
  });

  test('refuses what is no probability, naming whose', () => {
    assert.throws(
      () => compareOnSameRows([1], [0.5], [1.2], 1),
      /challenger: a probability must lie in \[0, 1\], got 1.2/,
    );
  });
});
