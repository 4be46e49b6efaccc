import assert from 'node:assert/strict';
import { test } from 'node:test';
import { binsOf, type Confusion, confusionAt, metricsOf, ratesOf, thinned } from '../../../src/web/format/metrics.ts';

const of = (threshold: number, tp: number, fp: number, tn: number, fn: number): Confusion => ({
  threshold,
  truePositives: tp,
  falsePositives: fp,
  trueNegatives: tn,
  falseNegatives: fn,
});
const curve = [of(0.7, 1, 0, 2, 1), of(0.6, 2, 1, 1, 0), of(0.3, 2, 2, 0, 0)];

test('metrics come with their interval where there is one, and what is none is left out', () => {
  const metrics = { rocAuc: 0.488, accuracy: 0.657, brier: 'none', intervals: { rocAuc: [0.393, 0.579] } };
  assert.deepEqual(
    metricsOf(metrics).map(({ name, value, interval }) => [name, value, interval]),
    [
      ['ROC-AUC', '0.488', '0.393–0.579'],
      ['Accuracy', '65.7\u00a0%', '–'],
    ],
  );
  assert.deepEqual([metricsOf(null), metricsOf('x'), metricsOf([])], [[], [], []]);
});

test('what a ROC-AUC is worth and the skill against the past base rate stand among them', () => {
  const metrics = {
    rocAuc: 0.55,
    worth: { rocAucCorrected: 0.512, rocAucCorrectedInterval: [0.431, 0.593] },
    skill: { logLoss: { value: -0.01, lower: -0.03, upper: 0.01 }, brier: { value: 0.02, lower: null, upper: null } },
  };
  assert.deepEqual(
    metricsOf(metrics).map(({ name, value, interval }) => [name, value, interval]),
    [
      ['ROC-AUC', '0.550', '–'],
      ['Corrected ROC-AUC', '0.512', '0.431–0.593'],
      ['Log-loss skill', '−1.0\u00a0%', '−3.0 to 1.0\u00a0%'],
      ['Brier skill', '2.0\u00a0%', '–'],
    ],
  );
});

test('the table of confusion at a threshold is that of the lowest probability from it on', () => {
  assert.deepEqual(confusionAt(curve, 0.6), curve[1]);
  assert.deepEqual(confusionAt(curve, 0.5), curve[1]);
  assert.deepEqual(confusionAt(curve, 0), curve[2]);
  assert.deepEqual(confusionAt(curve, 0.9), of(0.9, 0, 0, 2, 2));
  assert.equal(confusionAt([], 0.5), undefined);
});

test('rates of what there is none of are not known', () => {
  assert.deepEqual(ratesOf(curve[1]), { precision: 2 / 3, recall: 1, falseAlarms: 0.5 });
  assert.deepEqual(ratesOf(of(0.5, 0, 0, 0, 0)), { precision: null, recall: null, falseAlarms: null });
});

test('a long curve keeps its ends', () => {
  const long = Array.from({ length: 1000 }, (_, i) => i);
  const short = thinned(long, 10);
  assert.deepEqual([short.length, short[0], short[9]], [10, 0, 999]);
  assert.equal(thinned(short, 10), short);
});

test('bins without a rate are left out, and one without an interval is there', () => {
  const bin = { meanPredicted: 0.4, observedRate: 0.5, lower: null, upper: null, rows: 7 };
  const bins = [bin, { ...bin, observedRate: null }];
  assert.deepEqual(binsOf({ bins }), [{ said: 0.4, came: 0.5, low: null, high: null, rows: 7 }]);
  assert.deepEqual(binsOf(null), []);
});
