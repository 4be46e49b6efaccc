import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { createXgboostClassifier } from '../../../src/learn/gbt/family.ts';
import {
  applyCalibration,
  baseLogOdds,
  believed,
  DEEP,
  DIRECTION,
  inPhases,
  SHALLOW,
  UntrainableError,
} from '../../../src/learn/index.ts';
import { ofBothTrees } from '../../../src/learn/phases/direction.ts';
import { column, type Matrix, selectColumns } from '../../../src/matrix.ts';
import { sample } from '../support.ts';

const MEMBERS = 8;
const DAYS = 120;
const days = Int32Array.from({ length: MEMBERS * DAYS }, (_, row) => Math.floor(row / MEMBERS));
const family = createXgboostClassifier();
const { n_estimators: _, ...params } = DIRECTION;
const logOdds = (probabilities: Float64Array) => probabilities.map((p) => Math.log(p / (1 - p)));
const stored = (model: ReturnType<typeof family.load>) => family.load(family.save(model));

describe('the direction of a large pool', () => {
  test('is the mean of the log-odds of shallow trees on own prices and deep ones with the market, in one artifact', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom(0, 0.3),
        fc.integer({ min: 40, max: DAYS }),
        (own, seed, missing, end) => {
          const { features, labels, featureNames } = sample(days.length, 5, seed, { missing });
          const train = [0, end * MEMBERS] as const;
          const request = { params, seed, rounds: 6 };
          const both = ofBothTrees(family, { days, own }).prepare({ features, labels, featureNames, train })(request);
          assert.equal(both.rounds, 6);
          assert.deepEqual(both.model.featureNames, featureNames);
          const part = (of: typeof DEEP, columns: number) => {
            const data = selectColumns(features, [...Array(columns).keys()]);
            const fit = inPhases(family, days).prepare({
              features: data,
              labels,
              featureNames: featureNames.slice(0, columns),
              train,
            });
            return logOdds(family.predict(stored(fit({ ...request, params: of }).model), data));
          };
          const [shallow, deep] = [part(SHALLOW, own), part(DEEP, 5)];
          const said = logOdds(family.predict(stored(both.model), features));
          near(
            said,
            shallow.map((own, row) => (own + deep[row]) / 2),
          );
          near(said, sums(family.contributions(stored(both.model), features)));
        },
      ),
      { numRuns: 12, seed: 3 },
    );
  });

  test('knows nothing of rows behind those it learns from', () => {
    const { features, labels, featureNames } = sample(days.length, 5, 4);
    const until = 100 * MEMBERS;
    const later = labels.map((label, row) => (row >= until ? 1 - label : label));
    const [one, other] = [labels, later].map((given) => {
      const fit = ofBothTrees(family, { days, own: 3 }).prepare({
        features,
        labels: given,
        featureNames,
        train: [0, until],
      });
      return family.save(fit({ params, seed: 1, rounds: 5 }).model);
    });
    assert.deepEqual(other, one);
  });

  test('is not learned where no column of own prices is left, or of a family that has no mean', () => {
    const { features, labels, featureNames } = sample(days.length, 2, 5);
    const fitBy = (of: typeof family, own: number) => () =>
      ofBothTrees(of, { days, own }).prepare({ features, labels, featureNames, train: [0, 800] })({
        params,
        seed: 1,
        rounds: 2,
      });
    assert.throws(
      fitBy(family, 0),
      (error) => error instanceof UntrainableError && /no column of own prices left/.test(error.message),
    );
    const { mean: _, ...meanless } = family;
    assert.throws(fitBy(meanless, 1), /family xgboost_classifier has no mean of several models/);
  });

  test('is believed by a quarter, and the base rate by the rest', () => {
    const base = baseLogOdds(599, 399);
    assert.equal(base, Math.log(600 / 400));
    const [same, other] = applyCalibration(believed(base), [0.6, 0.8]);
    assert.ok(Math.abs(same - 0.6) < 1e-12);
    assert.ok(Math.abs(Math.log(other / (1 - other)) - (0.25 * Math.log(4) + 0.75 * Math.log(1.5))) < 1e-12);
    assert.ok(Number.isFinite(baseLogOdds(0, 12)), 'also where prices never rose');
  });
});

function sums(matrix: Matrix): Float64Array {
  const each = Array.from({ length: matrix.cols }, (_, j) => column(matrix, j));
  return each[0].map((_, row) => each.reduce((sum, values) => sum + values[row], 0));
}

function near(actual: Float64Array, expected: Float64Array): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => void assert.ok(Math.abs(value - expected[i]) < 1e-5, `${i}: ${value}, ${expected[i]}`));
}
