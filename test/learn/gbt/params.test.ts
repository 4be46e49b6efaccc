import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseGbtParams } from '../../../src/learn/gbt/params.ts';

describe('parameters', () => {
  test("of XGBoost's other names are read under its own", () => {
    const params = parseGbtParams({ learning_rate: 0.1, reg_alpha: 2, reg_lambda: 3, min_split_loss: 4 });
    assert.deepEqual(params, parseGbtParams({ eta: 0.1, alpha: 2, lambda: 3, gamma: 4 }));
  });

  test('given under two names are refused, naming both', () => {
    assert.throws(
      () => parseGbtParams({ eta: 0.1, learning_rate: 0.1 }),
      /eta and learning_rate are the same parameter/,
    );
  });

  test('that are no parameter of trees are refused by name', () => {
    assert.throws(() => parseGbtParams({ n_estimators: 20 }), {
      name: 'ParameterError',
      message: 'xgboost parameters: unknown parameter "n_estimators"',
    });
  });

  test('bound a tree by its depth or by its leaves', () => {
    assert.equal(parseGbtParams({ max_depth: 0, grow_policy: 'lossguide', max_leaves: 8 }).max_depth, 0);
    assert.throws(() => parseGbtParams({ max_depth: 0 }), /max_depth: 0 \(no limit\) needs grow_policy lossguide/);
    assert.throws(() => parseGbtParams({ max_depth: 0, grow_policy: 'lossguide' }), /max_leaves above 0/);
  });

  test('that are no object, or out of range, are refused by name', () => {
    assert.throws(() => parseGbtParams([1]), /xgboost parameters: .*expected object/);
    assert.throws(() => parseGbtParams({ reg_lambda: -1 }), /xgboost parameters: lambda/);
    assert.throws(() => parseGbtParams({ grow_policy: 'best' }), /xgboost parameters: grow_policy/);
  });
});
