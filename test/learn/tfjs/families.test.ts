import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { trainModel } from '../../../src/learn/index.ts';
import { UntrainableError } from '../../../src/learn/rows/untrainable.ts';
import { column, createMatrix, type Matrix, sliceRows } from '../../../src/matrix.ts';
import { logLoss } from '../../../src/metrics/log_loss.ts';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import { chronologicalSplit } from '../chronological_split.ts';
import { sample } from '../support.ts';
import { crossed, families, fit, info, KINDS, remembered, SMALL, tf, weightsOf } from './support.ts';

const auc = (labels: Uint8Array, probabilities: Float64Array, from: number) =>
  rocAuc(labels.subarray(from), probabilities.subarray(from));

describe('tfjs_mlp', () => {
  test('learns what no straight line separates, better than chance and than the base rate', () => {
    const data = crossed(1500, 1);
    const { model } = fit('tfjs_mlp', { ...data, train: [0, 1000] }, { rounds: 40, validation: [1000, 1200] });
    const found = families.tfjs_mlp.predict(model, data.features);
    const area = auc(data.labels, found, 1200);
    assert.ok(area > 0.85, `test AUC ${area}`);
    const base = data.labels.subarray(0, 1000).reduce((sum, label) => sum + label, 0) / 1000;
    const known = data.labels.subarray(1200);
    const loss = logLoss(known, found.subarray(1200));
    const baseLoss = logLoss(known, new Float64Array(300).fill(base));
    assert.ok(loss < 0.8 * baseLoss, `test log-loss ${loss}, of the base rate ${baseLoss}`);
  });

  test('goes through the search like any family', () => {
    const { features, labels, featureNames } = sample(600, 4, 2, { missing: 0.05 });
    const { model, trials } = trainModel({
      family: families.tfjs_mlp,
      features,
      labels,
      featureNames,
      split: chronologicalSplit(600),
      grid: [SMALL.tfjs_mlp, { ...SMALL.tfjs_mlp, dropout: 0.5 }],
      seed: 3,
      maxRounds: 10,
    });
    assert.equal(trials.length, 2);
    assert.ok(auc(labels, families.tfjs_mlp.predict(model, features), 510) > 0.7);
  });
});

describe('tfjs_gru', () => {
  test('learns what only the past tells, which a row alone cannot', () => {
    const data = remembered(1400, 4);
    const request = { rounds: 25, validation: [900, 1100] as const };
    const areas = KINDS.map((kind) => {
      const { model } = fit(kind, { ...data, train: [0, 900] }, request);
      return auc(data.labels, families[kind].predict(model, data.features), 1100);
    });
    assert.ok(areas[0] < 0.7, `AUC of tfjs_mlp ${areas[0]}`);
    assert.ok(areas[1] > 0.85, `AUC of tfjs_gru ${areas[1]}`);
  });

  test('looks back over rows of the matrix: with enough of them before it, a row is judged as in the whole', () => {
    const data = remembered(300, 5);
    const family = families.tfjs_gru;
    const { model } = fit('tfjs_gru', { ...data, train: [0, 300] });
    const whole = family.predict(model, data.features);
    const lookback = SMALL.tfjs_gru.sessions - 1;
    const part = family.predict(model, sliceRows(data.features, 200 - lookback, 300));
    assert.ok(part.subarray(lookback).every((probability, i) => Math.abs(probability - whole[200 + i]) < 1e-6));
    assert.ok(part.subarray(0, lookback).some((probability, i) => probability !== whole[200 - lookback + i]));
    assert.equal(family.lookback, 59);
  });

  test('repeats the first row where predecessors are missing', () => {
    const data = remembered(200, 6);
    const { model } = fit('tfjs_gru', { ...data, train: [0, 200] });
    const first = sliceRows(data.features, 0, 1);
    const repeated: Matrix = {
      rows: 30,
      cols: 3,
      data: Float64Array.from({ length: 90 }, (_, i) => first.data[Math.floor(i / 30)]),
    };
    const alone = families.tfjs_gru.predict(model, first)[0];
    const [last] = families.tfjs_gru.predict(model, repeated).slice(-1);
    assert.ok(Math.abs(alone - last) < 1e-6);
  });
});

for (const kind of KINDS) {
  const family = families[kind];
  describe(`${kind}, as every network`, () => {
    const data = sample(400, 4, 7, { missing: 0.05 });
    const { model } = fit(kind, { ...data, train: [0, 300] });

    test('the same seed gives the same bytes, another seed others', () => {
      const again = fit(kind, { ...data, train: [0, 300] });
      assert.deepEqual(family.save(again.model), family.save(model));
      const other = fit(kind, { ...data, train: [0, 300] }, { seed: 2 });
      assert.notDeepEqual(weightsOf(other.model), weightsOf(model));
    });

    test('learns from the training rows alone: anything may stand elsewhere and the artifact is the same', () => {
      const features = { ...data.features, data: data.features.data.slice() };
      const train = [50, 300] as const;
      for (let j = 0; j < features.cols; j++) {
        column(features, j).fill(1e6 * (j + 1), 300);
        column(features, j).fill(-3e5, 0, 50);
      }
      const labels = data.labels.map((label, row) => (row >= 300 || row < 50 ? 1 - label : label));
      const one = fit(kind, { ...data, train });
      const two = fit(kind, { ...data, features, labels, train });
      assert.deepEqual(family.save(two.model), family.save(one.model));
    });

    test('stops when validation no longer improves, and keeps the best weights', () => {
      const losses: number[] = [];
      const noisy = sample(300, 8, 8, { strength: 0.2 });
      const training = { ...noisy, train: [0, 200] as const };
      const params = { ...SMALL[kind], learning_rate: 0.05 };
      const stopped = fit(kind, training, {
        params,
        rounds: 200,
        validation: [200, 300],
        onRound: (_, __, loss) => losses.push(loss),
      });
      assert.ok(losses.length < 200, `${losses.length} epochs`);
      assert.equal(stopped.rounds, losses.indexOf(Math.min(...losses)) + 1);
      const straight = fit(kind, training, { params, rounds: stopped.rounds });
      assert.deepEqual(family.save(straight.model), family.save(stopped.model), 'the weights of that epoch');
    });

    test('reads back what it saves, and predicts the same', () => {
      const loaded = family.load(family.save(model));
      assert.deepEqual(loaded, model);
      assert.deepEqual(family.predict(loaded, data.features), family.predict(model, data.features));
    });

    test('contributions sum to the log-odds, with one bias', () => {
      const found = family.contributions(model, data.features);
      assert.equal(found.cols, 5);
      const bias = column(found, 4);
      family.predict(model, data.features).forEach((probability, row) => {
        let margin = 0;
        for (let j = 0; j < 5; j++) margin += column(found, j)[row];
        assert.ok(Math.abs(margin - Math.log(probability / (1 - probability))) < 1e-5);
        assert.equal(bias[row], bias[0]);
      });
    });

    test('contributions and importance show the columns that carry the signal', () => {
      const plain = sample(600, 6, 9);
      const fitted = fit(kind, { ...plain, train: [0, 600] }, { rounds: 12 });
      const ranked = (values: ArrayLike<number>) =>
        new Set(
          Array.from(values, (_, j) => j)
            .sort((a, b) => values[b] - values[a])
            .slice(0, 2),
        );
      assert.deepEqual(ranked(family.importance(fitted.model, 'total_gain')), new Set([0, 1]));
      const found = family.contributions(fitted.model, sliceRows(plain.features, 0, 100));
      const sizes = Array.from({ length: 6 }, (_, j) =>
        column(found, j).reduce((sum, value) => sum + Math.abs(value), 0),
      );
      assert.deepEqual(ranked(sizes), new Set([0, 1]));
    });

    test('missing and infinite values stand at the mean of the training rows', () => {
      const means = Array.from({ length: 4 }, (_, j) => {
        const known = column(data.features, j).subarray(0, 300).filter(Number.isFinite);
        return known.reduce((sum, value) => sum + value, 0) / known.length;
      });
      const filled = (value: number | undefined) => {
        const row = createMatrix(1, 4);
        means.forEach((mean, j) => {
          row.data[j] = value ?? mean;
        });
        return family.predict(model, row)[0];
      };
      const expected = filled(undefined);
      for (const unknown of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        assert.ok(Math.abs(filled(unknown) - expected) < 1e-6);
      }
    });

    test('columns that are constant or missing in the training rows take no part', () => {
      const features = createMatrix(400, 6);
      features.data.set(data.features.data);
      column(features, 4).fill(0.1, 0, 300);
      column(features, 4).fill(7, 300);
      column(features, 5).fill(9, 300);
      const featureNames = [...data.featureNames, 'constant', 'missing'];
      const fitted = fit(kind, { ...data, features, featureNames, train: [0, 300] });
      assert.deepEqual(Array.from(family.importance(fitted.model, 'gain').slice(4)), [0, 0]);
      const changed = { ...features, data: features.data.slice() };
      changed.data.fill(-55, 4 * 400);
      assert.deepEqual(family.predict(fitted.model, changed), family.predict(fitted.model, features));
    });

    test('probabilities keep the base rate although classes are balanced in training', () => {
      const rare = sample(1200, 3, 10, { strength: 0.5 });
      const labels = rare.labels.map((label, i) => (i % 4 === 0 ? label : 0));
      const rate = labels.reduce((sum, label) => sum + label, 0) / 1200;
      const fitted = fit(kind, { ...rare, labels, train: [0, 1200] }, { rounds: 10 });
      const found = family.predict(fitted.model, rare.features);
      const mean = found.reduce((sum, value) => sum + value, 0) / 1200;
      assert.ok(Math.abs(mean - rate) < 0.04, `mean probability ${mean}, base rate ${rate}`);
    });

    test('releases its tensors', () => {
      const before = tf.memory().numTensors;
      const fitted = fit(kind, { ...data, train: [0, 300] }, { rounds: 2, validation: [300, 400] });
      family.predict(fitted.model, data.features);
      family.contributions(fitted.model, data.features);
      assert.equal(tf.memory().numTensors, before);
      assert.throws(() => fit(kind, { ...data, train: [0, 300] }, { params: { depth: 3 } }));
      assert.equal(tf.memory().numTensors, before, 'and when it fails');
    });

    test('refuses what cannot be learned from, with the reason', () => {
      const untrainable = (reason: string) => (error: unknown) =>
        error instanceof UntrainableError && error.reason === reason;
      const train = [0, 300] as const;
      for (const label of [0, 1]) {
        const labels = new Uint8Array(400).fill(label);
        assert.throws(() => fit(kind, { ...data, labels, train }), untrainable('one_class'));
      }
      const flat = { ...data.features, data: new Float64Array(1600).fill(0.1) };
      assert.throws(() => fit(kind, { ...data, features: flat, train }), untrainable('no_usable_columns'));
      const missing = createMatrix(400, 4);
      assert.throws(() => fit(kind, { ...data, features: missing, train }), untrainable('no_usable_columns'));
      assert.throws(() => fit(kind, { ...data, train: [5, 5] }), untrainable('too_few_rows'));
    });

    test('refuses parameters, matrices and models that are not its own', () => {
      assert.throws(
        () => fit(kind, { ...data, train: [0, 300] }, { params: { dropout: 2 } }),
        new RegExp(`${kind} parameters: dropout: .*got 2`),
      );
      assert.throws(() => family.predict(model, createMatrix(3, 2)), /the model has 4 features, got 2 columns/);
      assert.throws(
        () => family.predict({ family: 'xgboost_classifier', featureNames: [] }, data.features),
        new RegExp(`${kind}: cannot read a model of family xgboost_classifier`),
      );
    });

    test('records what it was trained on', () => {
      assert.ok('trainedOn' in model);
      const { backend, device, package: from, version } = info;
      assert.deepEqual(model.trainedOn, { backend, device, package: from, version });
    });
  });
}
