import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { LibxgboostError, openLibxgboost } from '../../../src/backends/libxgboost/index.ts';
import { matrixOf, NONE, sample } from '../../learn/support.ts';
import { COMMON, libxgboost, skipWithoutLibxgboost, withTrained } from './support.ts';

test('a library that is not there is answered with the reason', () => {
  const opened = openLibxgboost({ path: '/nowhere/libxgboost.so' });
  assert.ok('unavailable' in opened);
  assert.match(opened.unavailable, /koffi|\/nowhere\/libxgboost\.so/);
});

describe('libxgboost', { skip: skipWithoutLibxgboost }, () => {
  const data = sample(300, 4, 21, { missing: 0.1 });
  const refused = (message: RegExp) => (error: unknown) =>
    error instanceof LibxgboostError && message.test(error.message);

  test('says which version it is, and whether it was built for CUDA', () => {
    const { version, hasCuda } = libxgboost();
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.equal(typeof hasCuda, 'boolean');
  });

  test('learns, predicts, explains itself, and is the same after a file', () => {
    withTrained(data, { max_depth: 3, eval_metric: 'logloss' }, 6, (booster, matrix) => {
      assert.equal(booster.rounds(), 6);
      const { 'train-logloss': loss } = booster.evaluate(5, { train: matrix });
      assert.ok(loss > 0 && loss < Math.LN2, `${loss}`);
      const probabilities = booster.predict(matrix);
      const margins = booster.predict(matrix, 'margin');
      assert.ok(probabilities.every((p, row) => Math.abs(p - 1 / (1 + Math.exp(-margins[row]))) < 1e-6));
      assert.deepEqual(booster.predictRows(data.features), probabilities);
      const { rows, cols, data: shap } = booster.contributions(matrix);
      assert.deepEqual([rows, cols], [300, 5]);
      for (let row = 0; row < rows; row++) {
        const sum = [0, 1, 2, 3, 4].reduce((total, j) => total + shap[j * rows + row], 0);
        assert.ok(Math.abs(sum - margins[row]) < 1e-5);
      }
      const again = libxgboost().loadBooster(booster.save());
      assert.deepEqual(again.predict(matrix), probabilities);
      assert.deepEqual(again.importance('gain'), booster.importance('gain'));
      again.free();
    });
  });

  test('the first rounds are the model that had been trained so far', () => {
    withTrained(data, {}, 3, (three, matrix) => {
      withTrained(data, {}, 8, (eight) => {
        assert.deepEqual(eight.predict(matrix, 'margin', [0, 3]), three.predict(matrix, 'margin'));
        assert.deepEqual(eight.predictRows(data.features, 'value', [0, 3]), three.predict(matrix));
        const slice = eight.slice([0, 3]);
        assert.equal(slice.rounds(), 3);
        assert.deepEqual(slice.predict(matrix), three.predict(matrix));
        slice.free();
        assert.throws(() => eight.predict(matrix, 'value', [0, 0]), /rounds must be a range of at least one/);
      });
    });
  });

  test('weights count: a row of weight 2 is the row twice', () => {
    const labels = [0, 1, 0, 1, 1, 0];
    const values = [1, 2, 3, 4, 5, 6];
    const margins = (rows: number[], weights?: number[]) => {
      const library = libxgboost();
      const features = matrixOf(rows.map((row) => values[row]));
      const matrix = library.createDMatrix(features, { labels: rows.map((row) => labels[row]), weights });
      const booster = library.createBooster({ ...COMMON, min_child_weight: 0 }, [matrix]);
      booster.boost(2, matrix);
      const found = booster.predictRows(matrixOf(values), 'margin');
      booster.free();
      matrix.free();
      return found;
    };
    const twice = margins([0, 1, 2, 3, 3, 4, 5]);
    margins([0, 1, 2, 3, 4, 5], [1, 1, 1, 2, 1, 1]).forEach((margin, row) => {
      assert.ok(Math.abs(margin - twice[row]) < 1e-6);
    });
  });

  test('asynchronous rounds give the same model while the event loop goes on', async () => {
    const library = libxgboost();
    const matrix = library.createDMatrix(data.features, { labels: data.labels });
    const booster = library.createBooster(COMMON, [matrix]);
    let turns = 0;
    const timer = setInterval(() => turns++, 0).unref();
    for (let round = 0; round < 20; round++) await booster.updateAsync(round, matrix);
    clearInterval(timer);
    assert.ok(turns > 0);
    withTrained(data, {}, 20, (sync) => assert.deepEqual(booster.predict(matrix), sync.predict(matrix)));
    booster.free();
    matrix.free();
  });

  test('what XGBoost refuses is an error in its own words', async () => {
    const library = libxgboost();
    assert.throws(
      () => library.createDMatrix(matrixOf([1, Number.POSITIVE_INFINITY])),
      refused(/Input data contains `inf`/),
    );
    assert.throws(
      () => library.createDMatrix(matrixOf([1, NONE]), { labels: [1] }),
      /one of the labels per row, got 1 for 2/,
    );
    assert.throws(() => library.loadBooster(new TextEncoder().encode('{"a":1}')), refused(/LoadModelFromBuffer: /));
    assert.throws(() => library.loadBooster(new TextEncoder().encode('no model')), refused(/wrong model format/));
    const matrix = library.createDMatrix(matrixOf([1, 2]), { labels: [1, 7] });
    const booster = library.createBooster(COMMON, [matrix]);
    assert.throws(() => booster.update(0, matrix), refused(/label must be in \[0,1\] for logistic regression$/));
    await assert.rejects(booster.updateAsync(0, matrix), refused(/label must be in \[0,1\] for logistic regression$/));
    booster.free();
    matrix.free();
  });

  test('freeing twice is harmless', () => {
    const matrix = libxgboost().createDMatrix(data.features);
    const booster = libxgboost().createBooster({}, [matrix]);
    for (const owned of [booster, matrix]) {
      owned.free();
      owned.free();
    }
  });
});
