import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { float32Text } from '../../../src/learn/gbt/json_text.ts';
import { predictMargins } from '../../../src/learn/gbt/model.ts';
import { loadModel, ModelFormatError, saveModel } from '../../../src/learn/gbt/model_json.ts';
import { fitOn, sample } from '../support.ts';

const { features, labels } = sample(300, 5, 14, { missing: 0.1 });
const fitted = fitOn(features, labels, {
  params: { max_depth: 3, eta: 0.1, scale_pos_weight: 1.5, base_score: 0.4 },
  featureNames: ['rsi "14"', 'sma', 'gap', 'Δ', 'volume'],
  rounds: 8,
}).model;
const saved = saveModel(fitted);

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
  const MODEL = 'learner.gradient_booster.model';
  const cases: [what: string, edit: (text: string) => string, message: string][] = [
    ['cut off', (text) => text.slice(0, 1000), '(file): not JSON'],
    ['empty', () => '', '(file): not JSON'],
    ['another object', () => '{"layers":[]}', 'learner: '],
    ['a regression', (text) => text.replace('binary:logistic', 'reg:squarederror'), 'learner.objective.name: '],
    ['a linear booster', (text) => text.replace('"gbtree"', '"gblinear"'), 'learner.gradient_booster.name: '],
    ['many classes', (text) => text.replace('"num_class":"0"', '"num_class":"3"'), 'num_class: must be "0"'],
    ['a categorical split', (text) => text.replace('"split_type":[0', '"split_type":[1'), 'categorical splits are not'],
    ['a base score of 0', (text) => text.replace('"4E-1"', '"0"'), 'learner.learner_model_param.base_score: must be'],
    ['a name too few', (text) => text.replace('"sma",', ''), 'learner.feature_names: expected 5 names'],
    [
      'a tree too few',
      (text) => text.replace('"num_trees":"8"', '"num_trees":"9"'),
      `${MODEL}.trees: expected 9 trees`,
    ],
    [
      'a node too few',
      (text) => text.replace('"parents":[', '"parents":[0,'),
      `${MODEL}.trees[0].parents: expected 15`,
    ],
    ['a word for a number', (text) => text.replace(/"sum_hessian":\[[^,]*/, '"sum_hessian":["x"'), 'sum_hessian[0]: '],
    [
      'a feature too many',
      (text) => text.replace(/"split_indices":\[\d/, '"split_indices":[5'),
      'a feature 0 to 4, got 5',
    ],
    [
      'a circle',
      (text) => text.replace('"left_children":[1,3', '"left_children":[1,0'),
      'left_children[1]: expected a node',
    ],
    ['a child of two', (text) => text.replace('"right_children":[2', '"right_children":[1'), 'node 1 has two parents'],
    [
      'no cover',
      (text) => text.replace(/"sum_hessian":\[[^,]*/, '"sum_hessian":[0E0'),
      'a split needs a cover above 0',
    ],
    [
      'too large a leaf',
      (text) => text.replace(/"split_conditions":\[[^,]*/, '"split_conditions":[1E39'),
      'not a float32',
    ],
  ];
  for (const [what, edit, message] of cases) {
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
