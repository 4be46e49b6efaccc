import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseGbtParams, parseGbtRun } from '../../../src/learn/gbt/params.ts';

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
    assert.throws(() => parseGbtRun({ n_estimators: 5, num_round: 5 }), /n_estimators and num_round are the same/);
  });

  test('of a run are told apart from those of the booster', () => {
    const { params, run } = parseGbtRun({ n_estimators: 20, eval_metric: 'auc', early_stopping_rounds: 5, eta: 0.2 });
    assert.deepEqual(run, { num_boost_round: 20, eval_metric: 'auc', early_stopping_rounds: 5 });
    assert.equal(params.eta, 0.2);
    assert.throws(() => parseGbtParams({ n_estimators: 20 }), /n_estimators/);
    assert.throws(() => parseGbtRun({ eval_metric: 'rmse' }), /eval_metric/);
  });

  test('bound a tree by its depth or by its leaves', () => {
    assert.equal(parseGbtParams({ max_depth: 0, grow_policy: 'lossguide', max_leaves: 8 }).max_depth, 0);
    assert.throws(() => parseGbtParams({ max_depth: 0 }), /max_depth: 0 \(no limit\) needs grow_policy lossguide/);
    assert.throws(() => parseGbtParams({ max_depth: 0, grow_policy: 'lossguide' }), /max_leaves above 0/);
  });

  test('that are no object, or out of range, are refused by name', () => {
    assert.throws(() => parseGbtParams([1]), /xgboost parameters: \(all\)/);
    assert.throws(() => parseGbtParams({ reg_lambda: -1 }), /xgboost parameters: lambda/);
    assert.throws(() => parseGbtParams({ grow_policy: 'best' }), /xgboost parameters: grow_policy/);
  });
});
