import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { float32Text } from '../../../src/learn/gbt/json_text.ts';
import { predictMargins } from '../../../src/learn/gbt/model.ts';
import { DEEPEST_TREE, loadModel, ModelFormatError, saveModel } from '../../../src/learn/gbt/model_json.ts';
import { contributions } from '../../../src/learn/gbt/tree_shap.ts';
import { BROKEN_MODELS, chained, savedSample } from './broken_models.ts';

const { features, model: fitted, text: saved } = savedSample();

test('a model read back is the model that was saved', () => {
  assert.deepEqual(loadModel(saved), fitted);
  assert.deepEqual(predictMargins(loadModel(saved), features), predictMargins(fitted, features));
  assert.equal(saveModel(loadModel(saved)), saved);
});

test('floats are written as the shortest decimal that reads back the same, integers told apart from them', () => {
  assert.deepEqual([0, -0, 0.5, -2, 0.1, 1e-20, 16777216].map(Math.fround).map(float32Text), [
    '0E0',
    '-0E0',
    '5E-1',
    '-2E0',
    '1E-1',
    '1E-20',
    '1.6777216E7',
  ]);
  fc.assert(
    fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
      assert.ok(Object.is(Math.fround(Number(float32Text(value))), value));
    }),
  );
});

test('a tree as deep as any may be is read, scored and explained', () => {
  const model = loadModel(chained(saved, DEEPEST_TREE));
  const [margins, explained] = [predictMargins(model, features), contributions(model, features)];
  const sum = Array.from({ length: features.cols + 1 }, (_, j) => explained.data[j * features.rows]).reduce(
    (a, b) => a + b,
  );
  assert.ok(Math.abs(sum - margins[0]) < 1e-6, `${sum} for ${margins[0]}`);
});

describe('what other versions of XGBoost write is read too', () => {
  const edited = (edit: (text: string) => string) => loadModel(edit(saved));

  test('base scores in brackets (3.1) and boolean directions (1.0)', () => {
    assert.equal(edited((text) => text.replace('"4E-1"', '"[4E-1]"')).baseScore, Math.fround(0.4));
    const booleans = edited((text) =>
      text.replace(/"default_left":\[([01,]*)\]/g, (_, list: string) => {
        const words = list.split(',').map((bit) => bit === '1');
        return `"default_left":${JSON.stringify(words)}`;
      }),
    );
    assert.deepEqual(booleans, fitted);
  });

  test('models without feature names get f0, f1, …', () => {
    const { featureNames } = edited((text) => text.replace(/"feature_names":\[.*?\]/, '"feature_names":[]'));
    assert.deepEqual(featureNames, ['f0', 'f1', 'f2', 'f3', 'f4']);
  });
});

describe('a file that names its best iteration', () => {
  const stoppedAt = (best: string) =>
    saved.replace('"attributes":{}', `"attributes":{"best_iteration":"${best}","best_score":"0.6"}`);

  test('is the model up to that one, and counts the trees behind it', () => {
    const model = loadModel(stoppedAt('2'));
    assert.deepEqual(model, { ...fitted, trees: fitted.trees.slice(0, 3), treesBehindBest: 5 });
    const upToBest = predictMargins({ ...fitted, trees: fitted.trees.slice(0, 3) }, features);
    assert.deepEqual(predictMargins(model, features), upToBest);
    assert.deepEqual(predictMargins(loadModel(saveModel(model)), features), upToBest, 'written and read again');
  });

  test('is whole where the best is the last, as after XGBoost’s save_best', () => {
    assert.deepEqual(loadModel(stoppedAt('7')), fitted);
  });

  test('is refused where there is no such tree', () => {
    for (const best of ['8', '-1', '1.5', '', 'last']) {
      assert.throws(() => loadModel(stoppedAt(best)), /learner\.attributes\.best_iteration: /, best);
    }
  });
});

describe('a broken or foreign file is refused, naming the field', () => {
  for (const [what, edit, message] of BROKEN_MODELS) {
    test(what, () => {
      const text = edit(saved);
      assert.notEqual(text, saved);
      assert.throws(
        () => loadModel(text),
        (error) => {
          assert.ok(error instanceof ModelFormatError, String(error));
          assert.ok(error.message.startsWith('xgboost model: ') && error.message.includes(message), error.message);
          return true;
        },
      );
    });
  }
});
