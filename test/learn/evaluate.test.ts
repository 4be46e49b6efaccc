import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evaluate, gate } from '../../src/learn/index.ts';
import { createRandom } from '../../src/random.ts';

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
    const f1 = (2 * found.precision * found.recall) / (found.precision + found.recall);
    assert.ok(Math.abs(found.f1 - f1) < 1e-12);
    assert.ok(found.brier > 0 && found.logLoss > 0 && found.accuracy > 0.5);
  });

  test('is the same for the same seed; the seed moves nothing but the interval', () => {
    const { rocAucInterval, ...rest } = evaluate(labels, probabilities, 1);
    const again = evaluate(labels, probabilities, 2);
    assert.deepEqual(evaluate(labels, probabilities, 1), { ...rest, rocAucInterval });
    assert.deepEqual({ ...again, rocAucInterval }, { ...rest, rocAucInterval });
    assert.notDeepEqual(again.rocAucInterval, rocAucInterval);
  });

  test('of one class leaves the AUC unknown', () => {
    const found = evaluate(new Uint8Array(50), new Float64Array(50).fill(0.4), 1);
    assert.ok(Number.isNaN(found.rocAuc) && Number.isNaN(found.rocAucInterval[0]) && Number.isNaN(found.recall));
    assert.equal(found.accuracy, 1);
  });
});

describe('gate', () => {
  const verdict = (rocAuc: number) => gate({ rocAuc, rocAucInterval: [rocAuc - 0.05, rocAuc + 0.05] });

  test('passes at the minimum, not below it, and says why', () => {
    assert.deepEqual(verdict(0.55), {
      passed: true,
      reason: 'passed: test ROC-AUC 0.550 (95 % interval 0.500 to 0.600) reaches 0.55',
    });
    assert.deepEqual(verdict(0.5), {
      passed: false,
      reason: 'not passed: test ROC-AUC 0.500 (95 % interval 0.450 to 0.550) does not reach 0.55',
    });
  });

  test('does not pass what is not known, and takes another minimum', () => {
    assert.equal(verdict(Number.NaN).passed, false);
    assert.equal(gate({ rocAuc: 0.52, rocAucInterval: [0.5, 0.6] }, { minimumRocAuc: 0.51 }).passed, true);
  });
});
