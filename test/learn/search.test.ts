import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  chronologicalSplit,
  familyNamed,
  type Params,
  type SearchInput,
  type SearchProgress,
  trainModel,
  UntrainableError,
} from '../../src/learn/index.ts';
import { column, sliceRows } from '../../src/matrix.ts';
import { logLoss } from '../../src/metrics/log_loss.ts';
import { rocAuc } from '../../src/metrics/roc_auc.ts';
import { sample } from './support.ts';

const family = familyNamed('xgboost_classifier');
const quick: readonly Params[] = [
  { max_depth: 2, eta: 0.2, min_child_weight: 5, max_bin: 32 },
  { max_depth: 3, eta: 0.1, min_child_weight: 5, max_bin: 32, subsample: 0.8 },
];

function inputOn(rows: number, seed: number, more: Partial<SearchInput> = {}, strength = 1): SearchInput {
  const { features, labels, featureNames } = sample(rows, 8, seed, { strength, missing: 0.03 });
  return { family, features, labels, featureNames, split: chronologicalSplit(rows), seed: 1, grid: quick, ...more };
}

describe('trainModel', () => {
  test('finds a planted signal with the default grid and records every configuration', () => {
    const input = inputOn(1200, 21, { grid: 'default' });
    const { model, trials, chosen } = trainModel(input);
    const [from, to] = input.split.test;
    const area = rocAuc(input.labels.subarray(from, to), family.predict(model, sliceRows(input.features, from, to)));
    assert.ok(area > 0.7, `test AUC ${area}`);
    assert.deepEqual(
      trials.map((trial) => trial.params),
      family.defaultGrid,
    );
    const best = Math.min(...trials.map((trial) => trial.validationLogLoss));
    assert.equal(trials[chosen].validationLogLoss, best);
  });

  test('never looks at the test rows: anything may stand there and the artifact is the same', () => {
    const input = inputOn(700, 22);
    const artifact = family.save(trainModel(input).model);
    const [from, to] = input.split.test;
    const data = input.features.data.slice();
    for (let j = 0; j < input.features.cols; j++) data.fill(1e6 * j, j * 700 + from, j * 700 + to);
    const labels = input.labels.map((label, row) => (row >= from ? 1 - label : label));
    const other = trainModel({ ...input, features: { ...input.features, data }, labels });
    assert.deepEqual(family.save(other.model), artifact);
  });

  test('the ledger holds what the fit on the training rows alone scores on validation', () => {
    const input = inputOn(700, 23);
    const { trials } = trainModel(input);
    const { features, labels, featureNames, split } = input;
    const fit = family.prepare({ features, labels, featureNames, train: split.train });
    trials.forEach(({ params, rounds, validationLogLoss, validationRocAuc }) => {
      const { model } = fit({ params, rounds, seed: 1 });
      const probabilities = family.predict(model, sliceRows(features, ...split.validation));
      const known = labels.subarray(...split.validation);
      assert.equal(logLoss(known, probabilities), validationLogLoss);
      assert.equal(rocAuc(known, probabilities), validationRocAuc);
    });
  });

  test('the model is the chosen configuration, with its rounds, on train and validation', () => {
    const input = inputOn(700, 24);
    const { model, trials, chosen } = trainModel(input);
    const { features, labels, featureNames, split } = input;
    const fit = family.prepare({ features, labels, featureNames, train: split.trainAndValidation });
    const { params, rounds } = trials[chosen];
    assert.deepEqual(family.save(fit({ params, rounds, seed: 1 }).model), family.save(model));
  });

  test('the same seed gives the same artifact', () => {
    const input = inputOn(600, 25);
    assert.deepEqual(family.save(trainModel(input).model), family.save(trainModel(input).model));
  });

  test('reports every round of every configuration and of the final fit', () => {
    const seen: SearchProgress[] = [];
    const { trials, chosen } = trainModel(
      inputOn(600, 26, { maxRounds: 40, onProgress: (progress) => seen.push(progress) }),
    );
    assert.deepEqual(new Set(seen.map((progress) => progress.fit)), new Set([0, 1, 2]));
    const final = seen.filter((progress) => progress.fit === 2);
    assert.equal(final.length, trials[chosen].rounds);
    assert.ok(final.every((progress) => progress.fits === 3 && Number.isNaN(progress.validationLoss)));
    assert.ok(seen.every((progress) => progress.round <= 40 && progress.trainLoss > 0));
  });

  test('still gives a real, small model where validation never improves', () => {
    const input = inputOn(800, 27, {}, 0);
    const { model, trials, chosen } = trainModel(input);
    assert.ok(trials[chosen].rounds >= 20);
    assert.ok(new Set(family.predict(model, input.features)).size > 10);
  });

  test('ends in an error when no configuration can split, instead of a constant', () => {
    const noSignal = (error: unknown) => error instanceof UntrainableError && error.reason === 'no_signal';
    const input = inputOn(600, 28);
    const constant = { ...input.features, data: new Float64Array(600 * 8).fill(3) };
    assert.throws(() => trainModel({ ...input, features: constant }), noSignal);
    assert.throws(() => trainModel({ ...input, grid: [{ gamma: 1e9 }] }), noSignal);
  });

  test('refuses an empty grid and an unknown parameter', () => {
    assert.throws(() => trainModel(inputOn(600, 29, { grid: [] })), /grid needs at least one configuration, got none/);
    assert.throws(() => trainModel(inputOn(600, 29, { grid: [{ depth: 3 }] })), /xgboost parameters: .*depth/);
  });
});

describe('a family', () => {
  const { model } = trainModel(inputOn(600, 30));
  const { features } = inputOn(600, 30);

  test('is found by name', () => {
    assert.equal(family.name, 'xgboost_classifier');
    assert.throws(() => familyNamed('crystal_ball'), /unknown model family "crystal_ball", known: xgboost_classifier/);
  });

  test('reads back what it saves', () => {
    assert.deepEqual(family.load(family.save(model)), model);
    assert.throws(() => family.load(Uint8Array.of(1, 2, 3)), /xgboost model: \(file\): not JSON/);
  });

  test('explains a prediction: contributions add up to its log-odds', () => {
    const contributions = family.contributions(model, features);
    assert.equal(contributions.cols, 9);
    family.predict(model, features).forEach((probability, row) => {
      let margin = 0;
      for (let j = 0; j < 9; j++) margin += column(contributions, j)[row];
      assert.ok(Math.abs(margin - Math.log(probability / (1 - probability))) < 1e-9);
    });
  });

  test('ranks the columns that carry the signal first', () => {
    const gains = family.importance(model, 'total_gain');
    const ranked = Array.from(gains.keys()).sort((a, b) => gains[b] - gains[a]);
    assert.deepEqual(new Set(ranked.slice(0, 2)), new Set([0, 1]));
  });

  test('refuses a model of another family', () => {
    const other = { family: 'tfjs_mlp', featureNames: [] };
    assert.throws(() => family.predict(other, features), /xgboost_classifier: cannot read a model of family tfjs_mlp/);
  });
});
