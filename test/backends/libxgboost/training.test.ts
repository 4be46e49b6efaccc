import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { predict } from '../../../src/learn/gbt/model.ts';
import type { Tree } from '../../../src/learn/gbt/tree.ts';
import { sliceRows } from '../../../src/matrix.ts';
import { logLoss } from '../../../src/metrics/log_loss.ts';
import { fitOn, type Sample, sample } from '../../learn/support.ts';
import { agree, loadOurs, skipWithoutLibxgboost, withTrained } from './support.ts';

/** Whole numbers with fewer distinct values than there are bins: both sides cut between the same values. */
function wholeNumbers(seed: number, missing: number): Sample {
  const { features, ...rest } = sample(600, 8, seed, { missing });
  const data = features.data.map((value) => Math.round(value * 20));
  return { ...rest, features: { ...features, data } };
}

/** The same nodes, columns, thresholds, directions and leaves, gains and covers. */
function sameTree(ours: Tree, theirs: Tree, what: string): void {
  assert.equal(ours.size, theirs.size, `${what}: nodes`);
  for (const field of ['left', 'right', 'parent', 'feature', 'defaultLeft'] as const) {
    assert.deepEqual(ours[field], theirs[field], `${what}: ${field}`);
  }
  agree(ours.condition, theirs.condition, 1e-5, `${what}: condition`);
  agree(ours.cover, theirs.cover, 1e-5, `${what}: cover`);
  agree(ours.gain, theirs.gain, 1e-5, `${what}: gain`);
}

describe('without sampling, trees are those of XGBoost', { skip: skipWithoutLibxgboost }, () => {
  let seed = 0;
  for (const missing of [0, 0.2]) {
    for (const [max_depth, eta] of [
      [2, 1],
      [4, 0.3],
      [6, 0.1],
      [8, 0.3],
    ]) {
      test(`max_depth ${max_depth}, eta ${eta}, ${missing === 0 ? 'complete' : 'missing values'}`, () => {
        for (const lambda of [0, 1, 7]) {
          for (const alpha of [0, 0.7]) {
            for (const gamma of [0, 1.5]) {
              for (const min_child_weight of [0, 1, 5]) {
                for (const scale_pos_weight of [1, 2.5]) {
                  const params = { lambda, alpha, gamma, min_child_weight, scale_pos_weight, max_depth, eta };
                  const data = wholeNumbers(1 + (seed++ % 7), missing);
                  const { model } = fitOn(data.features, data.labels, { params, rounds: 4 });
                  const theirs = withTrained(data, params, 4, loadOurs);
                  model.trees.forEach((tree, i) => {
                    sameTree(tree, theirs.trees[i], `${JSON.stringify(params)}, tree ${i}`);
                  });
                }
              }
            }
          }
        }
      });
    }
  }
});

describe('without sampling, other ways to grow are those of XGBoost', { skip: skipWithoutLibxgboost }, () => {
  const ways: Record<string, string | number>[] = [
    { max_delta_step: 0.2 },
    { max_delta_step: 0.7, alpha: 0.5, scale_pos_weight: 3 },
    { max_delta_step: 1, lambda: 0, max_depth: 9 },
    { grow_policy: 'lossguide', max_depth: 0, max_leaves: 12 },
    { grow_policy: 'lossguide', max_depth: 5, max_leaves: 0 },
    { grow_policy: 'lossguide', max_depth: 4, max_leaves: 9, gamma: 1, max_delta_step: 0.5 },
    { grow_policy: 'lossguide', max_depth: 0, max_leaves: 40, lambda: 0, min_child_weight: 0 },
    { grow_policy: 'depthwise', max_depth: 6, max_leaves: 11 },
    { base_score: 0.1, max_depth: 5 },
  ];
  for (const way of ways) {
    test(JSON.stringify(way), () => {
      for (const missing of [0, 0.2]) {
        for (let seed = 1; seed <= 5; seed++) {
          const params = { min_child_weight: 1, eta: 0.3, ...way };
          const data = wholeNumbers(seed, missing);
          const { model } = fitOn(data.features, data.labels, { params, rounds: 6 });
          const theirs = withTrained(data, params, 6, loadOurs);
          model.trees.forEach((tree, i) => {
            sameTree(tree, theirs.trees[i], `seed ${seed}, tree ${i}`);
          });
        }
      }
    });
  }
});

describe('with sampling, training is as good', { skip: skipWithoutLibxgboost }, () => {
  test('mean test log-loss over 20 seeds is within 0.5 % of that of XGBoost', (t) => {
    const all = sample(2255, 40, 77, { strength: 0.5, missing: 0.02 });
    const [train, check] = [part(all, 0, 1800), part(all, 1800, 2255)];
    const params = { max_depth: 4, eta: 0.1, subsample: 0.8, colsample_bytree: 0.8, min_child_weight: 1 };
    const rounds = 30;
    let [ours, theirs] = [0, 0];
    for (let seed = 1; seed <= 20; seed++) {
      const { model } = fitOn(train.features, train.labels, { params, rounds, seed });
      ours += logLoss(check.labels, predict(model, check.features)) / 20;
      theirs +=
        withTrained(train, { ...params, seed }, rounds, (booster) =>
          logLoss(check.labels, booster.predictRows(check.features)),
        ) / 20;
    }
    t.diagnostic(`ours ${ours.toFixed(5)}, XGBoost ${theirs.toFixed(5)}, ratio ${(ours / theirs).toFixed(5)}`);
    assert.ok(theirs < 0.68, `XGBoost learned nothing: ${theirs}`);
    assert.ok(Math.abs(ours / theirs - 1) < 0.005, `ours ${ours}, XGBoost ${theirs}`);
  });
});

function part({ features, labels, featureNames }: Sample, from: number, to: number): Sample {
  return { features: sliceRows(features, from, to), labels: labels.subarray(from, to), featureNames };
}
