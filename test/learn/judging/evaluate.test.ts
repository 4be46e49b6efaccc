import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { correctedPValue, evaluate, gate } from '../../../src/learn/index.ts';
import { createRandom } from '../../../src/random.ts';

const random = createRandom(31);
const labels = Uint8Array.from({ length: 300 }, () => (random.next() < 0.6 ? 1 : 0));
const probabilities = Float64Array.from(labels, (label) => 0.3 * label + 0.7 * random.next());

describe('evaluate', () => {
  test('gathers the metrics of one test range', () => {
    const found = evaluate(labels, probabilities, 1);
    assert.equal(found.rows, 300);
    assert.ok(found.rocAucInterval[0] < found.rocAuc && found.rocAuc < found.rocAucInterval[1]);
    const positives = labels.reduce((sum, label) => sum + label, 0);
    assert.equal(found.majorityAccuracy, Math.max(positives, 300 - positives) / 300);
    assert.equal(found.baseRate, positives / 300);
    const f1 = (2 * found.precision * found.recall) / (found.precision + found.recall);
    assert.ok(Math.abs(found.f1 - f1) < 1e-12);
    assert.ok(found.brier > 0 && found.logLoss > 0 && found.accuracy > 0.5);
    assert.ok(found.pValue < 1e-3);
    assert.deepEqual(found.intervals.rocAuc, found.rocAucInterval);
  });

  test('is the same for the same seed; the seed moves nothing but the intervals', () => {
    const { rocAucInterval, intervals, ...rest } = evaluate(labels, probabilities, 1);
    const again = evaluate(labels, probabilities, 2);
    assert.deepEqual(evaluate(labels, probabilities, 1), { ...rest, rocAucInterval, intervals });
    assert.deepEqual({ ...again, rocAucInterval, intervals }, { ...rest, rocAucInterval, intervals });
    assert.notDeepEqual(again.rocAucInterval, rocAucInterval);
  });

  test('measures signals at the threshold of the policy', () => {
    const found = evaluate(labels, probabilities, 1, { signalThreshold: 0.8 });
    assert.equal(found.signalThreshold, 0.8);
    assert.ok(found.signalPrecision > found.precision && found.signalRecall < found.recall);
    assert.equal(evaluate(labels, probabilities, 1).signalThreshold, 0.6);
  });

  test('of one class leaves the AUC and its p-value unknown', () => {
    const found = evaluate(new Uint8Array(50), new Float64Array(50).fill(0.4), 1);
    assert.ok(Number.isNaN(found.rocAuc) && Number.isNaN(found.rocAucInterval[0]) && Number.isNaN(found.recall));
    assert.ok(Number.isNaN(found.pValue));
    assert.equal(found.accuracy, 1);
  });
});

describe('gate', () => {
  const verdict = (rocAuc: number, pValue: number, rules = {}) =>
    gate({ rocAuc, rocAucInterval: [rocAuc - 0.05, rocAuc + 0.05], pValue }, rules);

  test('passes at the minimum and at the level, and says both', () => {
    assert.deepEqual(verdict(0.55, 0.05), {
      passed: true,
      reason:
        'passed: test ROC-AUC 0.550 (95 % interval 0.500 to 0.600) reaches 0.55 and its p-value against no skill ' +
        '0.050 is within 0.05',
    });
  });

  test('does not pass on either alone', () => {
    assert.deepEqual(verdict(0.6, 0.2), {
      passed: false,
      reason:
        'not passed: test ROC-AUC 0.600 (95 % interval 0.550 to 0.650) reaches 0.55, but its p-value against no skill ' +
        '0.20 exceeds 0.05',
    });
    assert.deepEqual(verdict(0.5, 0.0004), {
      passed: false,
      reason:
        'not passed: test ROC-AUC 0.500 (95 % interval 0.450 to 0.550) does not reach 0.55, but its p-value against ' +
        'no skill < 0.001 is within 0.05',
    });
    assert.match(verdict(0.5, 0.5).reason, /does not reach 0.55 and its p-value against no skill 0.50 exceeds 0.05/);
  });

  test('corrects for the models that were judged on the same rows', () => {
    assert.equal(verdict(0.6, 0.03).passed, true);
    const { passed, reason } = verdict(0.6, 0.03, { comparisons: 2 });
    assert.equal(passed, false);
    assert.match(reason, /no skill 0.059 exceeds 0.05, corrected for 2 models on these rows/);
    assert.equal(verdict(0.6, 0.03, { comparisons: 2, level: 0.1 }).passed, true);
  });

  test('does not pass what is not known, and takes another minimum', () => {
    assert.equal(verdict(Number.NaN, 0.01).passed, false);
    assert.match(verdict(0.6, Number.NaN).reason, /^not passed: .* its p-value against no skill is not known$/);
    assert.equal(gate({ rocAuc: 0.9, rocAucInterval: [0.8, 1] }).passed, false, 'no p-value, no pass');
    assert.equal(verdict(0.52, 0.01, { minimumRocAuc: 0.51 }).passed, true);
  });
});

describe('correctedPValue', () => {
  test('is the chance that the least of so many is this small', () => {
    assert.equal(correctedPValue(0.03, 1), 0.03);
    assert.ok(Math.abs(correctedPValue(0.05, 3) - (1 - 0.95 ** 3)) < 1e-15);
    assert.ok(Math.abs(correctedPValue(1e-18, 10) - 1e-17) < 1e-30);
    assert.equal(correctedPValue(1, 4), 1);
    assert.ok(Number.isNaN(correctedPValue(Number.NaN, 4)));
    assert.throws(() => correctedPValue(0.1, 0), /comparisons must be a whole number above 0, got 0/);
  });
});
