import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { predict, predictMargins } from '../../../src/learn/gbt/model.ts';
import { saveModel } from '../../../src/learn/gbt/model_json.ts';
import { sliceRows } from '../../../src/matrix.ts';
import { logLoss } from '../../../src/metrics/log_loss.ts';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import { fitOn, matrixOf, normals, sample } from '../support.ts';

const modest = { max_depth: 3, eta: 0.1, min_child_weight: 5 };

describe('a fit', () => {
  test('learns an interaction that no single column shows', () => {
    const normal = normals(2);
    const columns = Array.from({ length: 4 }, () => Float64Array.from({ length: 1000 }, normal));
    const labels = Uint8Array.from(columns[0], (value, row) => (value * columns[1][row] > 0 ? 1 : 0));
    const features = matrixOf(...columns);
    const { model } = fitOn(sliceRows(features, 0, 700), labels.subarray(0, 700), { params: modest, rounds: 60 });
    const area = rocAuc(labels.subarray(700), predict(model, sliceRows(features, 700, 1000)));
    assert.ok(area > 0.95, `AUC ${area}`);
  });

  test('finds a planted signal among columns of noise, and none in pure noise', () => {
    for (const [strength, low, high] of [
      [1, 0.75, 0.9],
      [0, 0.4, 0.6],
    ]) {
      const { features, labels } = sample(1500, 30, 3, { strength, missing: 0.05 });
      const { model } = fitOn(sliceRows(features, 0, 1000), labels.subarray(0, 1000), { params: modest, rounds: 50 });
      const area = rocAuc(labels.subarray(1000), predict(model, sliceRows(features, 1000, 1500)));
      assert.ok(area > low && area < high, `AUC ${area} at strength ${strength}`);
    }
  });

  test('lowers the training loss in every round when all rows and columns take part', () => {
    const { features, labels } = sample(400, 5, 4, { strength: 0.5 });
    const losses: number[] = [];
    fitOn(features, labels, { params: modest, rounds: 40, onProgress: (_, loss) => losses.push(loss) });
    losses.reduce((before, after, i) => {
      assert.ok(after < before, `round ${i + 1}: ${after} after ${before}`);
      return after;
    });
  });

  test('reports the losses that its predictions have', () => {
    const { features, labels } = sample(300, 5, 5);
    const seen: { train: number; validation: number }[] = [];
    const { model } = fitOn(features, labels, {
      params: modest,
      train: [0, 200],
      validation: [200, 300],
      rounds: 5,
      onProgress: (_, train, validation) => seen.push({ train, validation }),
    });
    const p = predict(model, features);
    assert.equal(seen.length, 5);
    assert.ok(Math.abs(seen[4].train - logLoss(labels.subarray(0, 200), p.subarray(0, 200))) < 1e-6);
    assert.ok(Math.abs(seen[4].validation - logLoss(labels.subarray(200), p.subarray(200))) < 1e-6);
  });

  test('starts from the share of positives unless told another base score', () => {
    const { model } = fitOn(matrixOf([1, 2, 3, 4]), [1, 0, 0, 0], { params: { base_score: undefined } });
    assert.equal(model.baseScore, 0.25);
  });

  test('keeps every node of a deep tree within its bounds', () => {
    const { features, labels } = sample(600, 8, 6, { missing: 0.1 });
    const { model } = fitOn(features, labels, {
      params: { max_depth: 5, min_child_weight: 4, gamma: 0.5 },
      rounds: 10,
    });
    for (const tree of model.trees) {
      assert.ok(tree.size <= 2 ** 6 - 1);
      for (let node = 0; node < tree.size; node++) {
        assert.ok(tree.cover[node] >= 4 - 1e-5);
        if (tree.left[node] < 0) continue;
        assert.ok(tree.gain[node] >= 0.5);
        const ofChildren = tree.cover[tree.left[node]] + tree.cover[tree.right[node]];
        assert.ok(Math.abs(ofChildren - tree.cover[node]) < 1e-4);
      }
    }
  });

  test('handles more bins than a byte counts', () => {
    const { features, labels } = sample(900, 3, 7, { missing: 0.1 });
    const { model } = fitOn(features, labels, { params: { ...modest, max_bin: 600 }, rounds: 5 });
    assert.ok(rocAuc(labels, predict(model, features)) > 0.7);
  });
});

describe('reproducibility', () => {
  const { features, labels } = sample(500, 20, 8, { missing: 0.05 });
  const sampled = { ...modest, subsample: 0.7, colsample_bytree: 0.4 };
  const fitted = (seed: number, params: object) =>
    saveModel(fitOn(features, labels, { params, rounds: 10, seed }).model);

  test('the same seed gives the same model to the last bit', () => {
    assert.equal(fitted(1, sampled), fitted(1, sampled));
  });

  test('another seed gives another model if rows or columns are sampled, else the same', () => {
    assert.notEqual(fitted(1, { ...modest, subsample: 0.7 }), fitted(2, { ...modest, subsample: 0.7 }));
    assert.notEqual(fitted(1, { ...modest, colsample_bytree: 0.4 }), fitted(2, { ...modest, colsample_bytree: 0.4 }));
    assert.equal(fitted(1, modest), fitted(2, modest));
  });

  test('one row at a time is predicted as in a batch', () => {
    const { model } = fitOn(features, labels, { params: sampled, rounds: 10 });
    const batch = predictMargins(model, features);
    for (let row = 0; row < 50; row++) {
      assert.equal(predictMargins(model, sliceRows(features, row, row + 1))[0], batch[row]);
    }
  });
});

describe('early stopping', () => {
  const { features, labels } = sample(600, 20, 9, { strength: 0.4 });
  const run = (earlyStopping: Parameters<typeof fitOn>[2] & object) => {
    const losses: number[] = [];
    const fit = fitOn(features, labels, {
      params: { max_depth: 4, eta: 0.3 },
      train: [0, 400],
      validation: [400, 600],
      rounds: 100,
      onProgress: (_, __, loss) => losses.push(loss),
      ...earlyStopping,
    });
    return { ...fit, losses };
  };

  test('stops once validation has not improved for the patience and keeps the best round', () => {
    const { model, bestRound, roundsGrown, losses } = run({
      earlyStopping: { metric: 'logloss', patience: 8, minimumRounds: 1 },
    });
    assert.equal(roundsGrown, bestRound + 8);
    assert.equal(losses.length, roundsGrown);
    assert.equal(model.trees.length, bestRound);
    assert.equal(losses.indexOf(Math.min(...losses)) + 1, bestRound);
  });

  test('never keeps fewer than the minimum of rounds', () => {
    const { bestRound, losses } = run({ earlyStopping: { metric: 'logloss', patience: 5, minimumRounds: 30 } });
    assert.ok(bestRound >= 30);
    assert.equal(losses.indexOf(Math.min(...losses.slice(29))) + 1, bestRound);
  });

  test('can follow the AUC', () => {
    const { model, bestRound, roundsGrown } = run({ earlyStopping: { metric: 'auc', patience: 8, minimumRounds: 1 } });
    assert.equal(model.trees.length, bestRound);
    assert.ok(roundsGrown < 100);
  });
});

describe('a fit refuses', () => {
  const { features, labels } = sample(100, 3, 10);

  test('rows of one class', () => {
    const params = { base_score: undefined };
    assert.throws(
      () => fitOn(features, new Uint8Array(100), { params }),
      /both labels, got 100 rows with 0 labelled 1/,
    );
  });

  test('labels that are not 0 or 1 or too few', () => {
    assert.throws(() => fitOn(features, new Uint8Array(100).fill(2)), /a label must be 0 or 1, got 2 at row 0/);
    assert.throws(() => fitOn(features, labels.subarray(1)), /got 99 labels for 100 rows/);
  });

  test('parameters out of range or unknown, by name', () => {
    assert.throws(() => fitOn(features, labels, { params: { eta: 0 } }), /xgboost parameters: eta: .*>0/);
    assert.throws(() => fitOn(features, labels, { params: { subsample: 1.5 } }), /xgboost parameters: subsample: /);
    assert.throws(() => fitOn(features, labels, { params: { max_dept: 3 } }), /xgboost parameters: .*max_dept/);
  });

  test('ranges outside the rows and early stopping without validation rows', () => {
    assert.throws(
      () => fitOn(features, labels, { train: [0, 101] }),
      /train must be a range of the 100 rows, got \[0, 101\)/,
    );
    const earlyStopping = { metric: 'logloss', patience: 5, minimumRounds: 1 } as const;
    assert.throws(() => fitOn(features, labels, { earlyStopping }), /early stopping needs validation rows, got none/);
  });

  test('to predict a matrix of other columns', () => {
    const { model } = fitOn(features, labels);
    assert.throws(() => predict(model, matrixOf([1], [2])), /trained on 3 features, got a matrix of 2 columns/);
  });
});
