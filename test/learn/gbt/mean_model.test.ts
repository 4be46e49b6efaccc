import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importance } from '../../../src/learn/gbt/importance.ts';
import { meanModel } from '../../../src/learn/gbt/mean_model.ts';
import { predictMargins } from '../../../src/learn/gbt/model.ts';
import { loadModel, saveModel } from '../../../src/learn/gbt/model_json.ts';
import { contributions } from '../../../src/learn/gbt/tree_shap.ts';
import { selectColumns } from '../../../src/matrix.ts';
import { fitOn, sample } from '../support.ts';

const { features, labels, featureNames } = sample(400, 5, 17, { missing: 0.1 });
const fitted = (columns: readonly number[], params: object, seed: number) =>
  fitOn(selectColumns(features, columns), labels, {
    params: { eta: 0.1, subsample: 0.5, ...params },
    rounds: 12,
    featureNames: columns.map((j) => featureNames[j]),
    seed,
  }).model;
/** Other columns in another order, other base scores, other depths. */
const learned = [
  { columns: [0, 1, 2], model: fitted([0, 1, 2], { base_score: 0.3 }, 1) },
  { columns: [4, 2, 1, 0], model: fitted([4, 2, 1, 0], { base_score: 0.9, max_depth: 2 }, 2) },
  { columns: [3], model: fitted([3], { base_score: 0.5 }, 3) },
];

describe('one model that is the mean of several', () => {
  const mean = meanModel(learned.map(({ model }) => model));
  const columns = mean.featureNames.map((name) => featureNames.indexOf(name));
  const rows = selectColumns(features, columns);

  test('has the mean of their log-odds, each by its own columns', () => {
    assert.deepEqual(mean.featureNames, ['f0', 'f1', 'f2', 'f4', 'f3']);
    const each = learned.map(({ model, columns }) => predictMargins(model, selectColumns(features, columns)));
    near(
      predictMargins(mean, rows),
      each[0].map((_, row) => each.reduce((sum, margins) => sum + margins[row], 0) / each.length),
    );
  });

  test('is stored as any other, and explained: contributions add up to what it says', () => {
    const stored = loadModel(saveModel(mean));
    assert.deepEqual(stored, mean);
    const told = contributions(stored, rows);
    near(
      predictMargins(mean, rows).map((_, row) =>
        Array.from({ length: told.cols }, (_, j) => told.data[j * told.rows + row]).reduce((a, b) => a + b, 0),
      ),
      predictMargins(mean, rows),
    );
    const splits = (model: typeof mean) => importance(model, 'weight').reduce((a, b) => a + b, 0);
    assert.equal(
      splits(mean),
      learned.reduce((sum, { model }) => sum + splits(model), 0),
    );
  });

  test('of one is that one, and the given ones stay as they are', () => {
    const [{ model, columns }] = learned;
    const before = saveModel(model);
    near(
      predictMargins(meanModel([model]), selectColumns(features, columns)),
      predictMargins(model, selectColumns(features, columns)),
    );
    assert.equal(saveModel(model), before);
  });

  test('is refused of none, and of models whose positives weigh differently', () => {
    assert.throws(() => meanModel([]), /^RangeError: mean model: needs at least one model, got none$/);
    assert.throws(
      () => meanModel([learned[0].model, { ...learned[1].model, scalePosWeight: 2 }]),
      /scale_pos_weight must be the same in all, got 1 and 2/,
    );
  });
});

function near(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    assert.ok(Math.abs(actual[i] - expected[i]) < 1e-6, `${i}: ${actual[i]} is not ${expected[i]}`);
  }
}
