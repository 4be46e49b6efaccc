import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { familyNamed } from '../../../src/backends/index.ts';
import { combinations } from '../../../src/learn/gbt/grids.ts';
import {
  fitBest,
  type Params,
  type SearchInput,
  type SearchProgress,
  searchTrials,
  trainModel,
  UntrainableError,
  walkForwardFolds,
} from '../../../src/learn/index.ts';
import { gridNamed } from '../../../src/learn/search/grids.ts';
import { column, sliceRows } from '../../../src/matrix.ts';
import { logLoss } from '../../../src/metrics/log_loss.ts';
import { rocAuc } from '../../../src/metrics/roc_auc.ts';
import { chronologicalSplit } from '../chronological_split.ts';
import { sample } from '../support.ts';

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

  test('trains all rounds of a configuration where it is told not to stop early, and scores them', () => {
    const input = inputOn(600, 25, { grid: [{ ...quick[0], n_estimators: 60 }] }, 0);
    const [stopped] = trainModel(input).trials;
    const { trials, chosen } = trainModel({ ...input, stopsEarly: false });
    assert.ok(stopped.rounds < 60);
    assert.equal(trials[chosen].rounds, 60);
    assert.ok(trials[chosen].validationLogLoss > stopped.validationLogLoss);
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
    const input = inputOn(600, 28);
    assert.throws(
      () => trainModel({ ...input, grid: [{ gamma: 1e9 }] }),
      (error) => error instanceof UntrainableError && error.reason === 'no_signal',
    );
  });

  test('ends in a clear error on what no search can mend', () => {
    const input = inputOn(600, 28);
    const untrainable = (reason: string, message: RegExp) => (error: unknown) =>
      error instanceof UntrainableError && error.reason === reason && message.test(error.message);
    for (const value of [3, Number.NaN]) {
      const features = { ...input.features, data: new Float64Array(600 * 8).fill(value) };
      assert.throws(
        () => trainModel({ ...input, features }),
        untrainable('no_usable_columns', /training rows of fold 1 \(413\) each of 8 columns is constant or missing/),
      );
    }
    assert.throws(
      () => trainModel({ ...input, labels: new Uint8Array(600) }),
      untrainable('one_class', /training rows of fold 1 must hold rows of both classes, got 413 rows all labelled 0/),
    );
    assert.throws(() => trainModel({ ...input, labels: new Uint8Array(5) }), /one label per row, got 5 labels for 600/);
  });

  test('refuses an empty grid and an unknown parameter', () => {
    assert.throws(() => trainModel(inputOn(600, 29, { grid: [] })), /grid needs at least one configuration, got none/);
    assert.throws(() => trainModel(inputOn(600, 29, { grid: [{ depth: 3 }] })), /xgboost parameters: .*depth/);
  });
});

describe('trainModel on folds', () => {
  const walk = walkForwardFolds(900, { folds: 3 });
  const onFolds = (seed: number, more: Partial<SearchInput> = {}) => inputOn(900, seed, { folds: walk.folds, ...more });
  const grid: readonly Params[] = combinations({
    n_estimators: [20, 40],
    max_depth: [1, 2, 3],
    eta: [0.05, 0.2],
    lambda: [1, 20],
    min_child_weight: [5],
    max_bin: [32],
  });

  test('scores a configuration by the mean of its folds, each as its own split would', () => {
    const input = onFolds(41);
    const { trials, chosen } = trainModel(input);
    const single = walk.folds.map(({ train, validation }) =>
      trainModel({ ...input, folds: undefined, split: { ...input.split, train, validation } }),
    );
    trials.forEach((trial, i) => {
      assert.equal(trial.foldScores.length, 3);
      trial.foldScores.forEach((score, fold) => {
        const alone = single[fold].trials[i];
        assert.deepEqual(score, {
          rounds: alone.rounds,
          logLoss: alone.validationLogLoss,
          rocAuc: alone.validationRocAuc,
        });
      });
      const mean = trial.foldScores.reduce((sum, { logLoss }) => sum + logLoss, 0) / 3;
      assert.equal(trial.validationLogLoss, mean);
      assert.equal(trial.rounds, trial.foldScores.map(({ rounds }) => rounds).sort((a, b) => a - b)[1]);
      assert.equal(trial.seed, 1);
    });
    assert.equal(trials[chosen].validationLogLoss, Math.min(...trials.map((trial) => trial.validationLogLoss)));
  });

  test('never looks at the test rows, nor does the calibration', () => {
    const input = onFolds(42);
    const { model, validation, calibration } = trainModel(input);
    const data = input.features.data.slice();
    for (let j = 0; j < input.features.cols; j++) data.fill(1e6 * j, j * 900 + walk.test[0], (j + 1) * 900);
    const labels = input.labels.map((label, row) => (row >= walk.test[0] ? 1 - label : label));
    const other = trainModel({ ...input, features: { ...input.features, data }, labels });
    assert.deepEqual(family.save(other.model), family.save(model));
    assert.deepEqual([other.validation, other.calibration], [validation, calibration]);
  });

  test('answers the predictions for validation rows that the chosen configuration had not learned from', () => {
    const { trials, chosen, validation } = trainModel(onFolds(43));
    const rows = walk.folds.reduce((sum, fold) => sum + fold.validation[1] - fold.validation[0], 0);
    assert.equal(validation.labels.length, rows);
    let at = 0;
    walk.folds.forEach((fold, i) => {
      const to = at + fold.validation[1] - fold.validation[0];
      const loss = logLoss(validation.labels.subarray(at, to), validation.probabilities.subarray(at, to));
      assert.ok(Math.abs(loss - trials[chosen].foldScores[i].logLoss) < 1e-12);
      at = to;
    });
  });

  test('shares fits between configurations that differ in n_estimators only, without changing a trial', () => {
    const input = onFolds(44, { grid });
    let fits = 0;
    const counting = {
      ...family,
      prepare: (data: Parameters<typeof family.prepare>[0]) => {
        const fit = family.prepare(data);
        return (request: Parameters<typeof fit>[0]) => {
          fits++;
          return fit(request);
        };
      },
    };
    const shared = searchTrials({ ...input, family: counting });
    const apart = grid.flatMap((params) => searchTrials({ ...input, grid: [params] }));
    assert.deepEqual(shared, apart);
    assert.ok(fits < 3 * grid.length, `${fits} fits`);
    assert.ok(shared.every(({ params, rounds }) => rounds <= params.n_estimators));
  });

  test('trials of the parts of a grid are those of the whole', () => {
    const input = onFolds(45, { grid });
    const parts = [grid.slice(0, 10), grid.slice(10)].flatMap((part) => searchTrials({ ...input, grid: part }));
    assert.deepEqual(parts, searchTrials(input));
    assert.deepEqual(fitBest(input, parts), trainModel(input));
  });

  test('random search tries so many different configurations of the grid; the seed decides which', () => {
    const drawn = (seed: number) =>
      searchTrials(onFolds(46, { grid, seed, method: { kind: 'random', trials: 5 } })).map(({ params }) => params);
    assert.equal(new Set(drawn(1)).size, 5);
    assert.ok(drawn(1).every((params) => grid.includes(params)));
    assert.deepEqual(drawn(1), drawn(1));
    assert.notDeepEqual(drawn(1), drawn(2));
  });

  test('successive halving reaches the best of the grid at a fraction of its fits', () => {
    let [ours, all] = [0, 0];
    for (const seed of [51, 52, 53, 54]) {
      const input = onFolds(seed, { grid });
      const full = searchTrials(input);
      const halving = trainModel({ ...input, method: { kind: 'halving' } });
      const rows = (folds: number) => walk.folds.slice(0, folds).reduce((sum, { train }) => sum + train[1], 0);
      all += full.length * rows(3);
      ours += halving.trials.reduce((sum, { foldScores }) => sum + rows(foldScores.length), 0);
      const losses = full.map((trial) => trial.validationLogLoss).sort((a, b) => a - b);
      const found = halving.trials[halving.chosen];
      assert.equal(found.foldScores.length, 3, 'only a trial that saw every fold is chosen');
      const excess = found.validationLogLoss - losses[0];
      const typical = losses[losses.length >> 1] - losses[0];
      assert.ok(excess <= 0.25 * typical, `loss ${excess} above the best of the grid, its median ${typical}`);
    }
    assert.ok(ours < 0.5 * all, `training rows of all fits: ${ours / all} of the grid's`);
  });

  test('durations come from the clock that is passed in, and are not known without one', () => {
    let now = 0;
    const timed = searchTrials(onFolds(47, { clock: () => (now += 250) }));
    assert.deepEqual(
      timed.map(({ seconds }) => seconds),
      [0.25, 0.25],
    );
    assert.ok(searchTrials(onFolds(47)).every(({ seconds }) => Number.isNaN(seconds)));
  });

  test('numbers the fits of all folds for its progress', () => {
    const seen = new Set<number>();
    trainModel(onFolds(48, { maxRounds: 20, onProgress: ({ fit, fits }) => seen.add(fit) && assert.equal(fits, 7) }));
    assert.deepEqual(seen, new Set([0, 1, 2, 3, 4, 5, 6]));
  });

  test('refuses folds that reach into the test or learn from later rows', () => {
    const [first] = walk.folds;
    const folds = [{ ...first, validation: [700, 800] as const }];
    assert.throws(
      () => trainModel(onFolds(49, { folds })),
      /fold 1 must train before it validates and end before row 758/,
    );
    const turned = [{ train: first.validation, validation: first.train }];
    assert.throws(() => trainModel(onFolds(49, { folds: turned })), /fold 1 must train before it validates/);
    assert.throws(() => trainModel(onFolds(49, { folds: [] })), /at least one fold, got none/);
    assert.throws(
      () => searchTrials(onFolds(49, { method: { kind: 'random', trials: 0 } })),
      /trials must be a whole number, 1 or more, got 0/,
    );
  });
});

describe('gridNamed', () => {
  test('quick is exactly the 192 combinations of the seed, and full holds them', () => {
    const grid = gridNamed(family, 'quick');
    const values = (name: string) => new Set(grid.map((params) => params[name]));
    assert.equal(new Set(grid.map((params) => JSON.stringify(params))).size, 192);
    assert.deepEqual(
      ['n_estimators', 'max_depth', 'eta', 'subsample', 'colsample_bytree', 'alpha', 'lambda'].map(values),
      [
        [200, 400],
        [6, 8, 10],
        [0.1, 0.15],
        [0.8, 0.9],
        [0.8, 0.9],
        [0, 0.1],
        [1, 1.5],
      ].map((set) => new Set(set)),
    );
    const full = new Set(gridNamed(family, 'full').map((params) => JSON.stringify(params)));
    assert.equal(full.size, 6912);
    assert.ok(grid.every((params) => full.has(JSON.stringify({ ...params, min_child_weight: 1 }))));
    assert.equal(gridNamed(family, 'default'), family.defaultGrid);
    assert.throws(
      () => gridNamed({ ...family, name: 'tfjs_mlp', grids: undefined }, 'quick'),
      /family tfjs_mlp has no grid "quick"/,
    );
  });
});

describe('a family', () => {
  const { model } = trainModel(inputOn(600, 30));
  const { features } = inputOn(600, 30);

  test('is found by name', () => {
    assert.equal(family.name, 'xgboost_classifier');
    assert.throws(
      () => familyNamed('crystal_ball'),
      /unknown model family "crystal_ball", known: xgboost_classifier, tfjs_mlp, tfjs_gru/,
    );
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
