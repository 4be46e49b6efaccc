import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hostThreads } from '../../../src/backends/threads/helpers.ts';
import { saveModel } from '../../../src/learn/gbt/model_json.ts';
import { isLeaf, type Tree } from '../../../src/learn/gbt/tree.ts';
import { agree, loadOurs, skipWithoutLibxgboost, withTrained } from '../../backends/libxgboost/support.ts';
import { fitOn, matrixOf, type Sample, sample } from '../support.ts';

const leavesOf = (tree: Tree) => Array.from({ length: tree.size }, (_, node) => node).filter((n) => isLeaf(tree, n));

function depthOf(tree: Tree, node: number): number {
  return tree.parent[node] < 0 ? 0 : 1 + depthOf(tree, tree.parent[node]);
}

/** The columns that the splits of each depth of a tree use, and of each node. */
function columnsByDepth(tree: Tree): Map<number, Set<number>> {
  const found = new Map<number, Set<number>>();
  for (let node = 0; node < tree.size; node++) {
    if (isLeaf(tree, node)) continue;
    const depth = depthOf(tree, node);
    found.set(depth, (found.get(depth) ?? new Set()).add(tree.feature[node]));
  }
  return found;
}

describe('max_delta_step', () => {
  // Four rows, base score ½: gradients ½, ½, −½, −½ and hessians ¼; the middle split has G = ±1, H = ½ a side.
  const features = matrixOf([1, 2, 3, 4]);
  const treeOf = (params: object) =>
    fitOn(features, [0, 0, 1, 1], { params: { max_depth: 1, ...params } }).model.trees[0];

  test('caps the weights of leaves, and gains are those of the capped weights', () => {
    const tree = treeOf({ lambda: 1, max_delta_step: 0.5 });
    assert.deepEqual([tree.condition[1], tree.condition[2]], [-0.5, 0.5]);
    // −(2 G w + (H + λ) w²) = 2 · 1 · 0.5 − 1.5 · 0.25 a side.
    assert.ok(Math.abs(tree.gain[0] - 2 * (1 - 0.375)) < 1e-6, `${tree.gain[0]}`);
  });

  test('changes nothing where no weight reaches it', () => {
    assert.deepEqual(treeOf({ lambda: 1, max_delta_step: 5 }).condition, treeOf({ lambda: 1 }).condition);
  });
});

describe('growth by loss', () => {
  const { features, labels } = sample(800, 10, 21, { strength: 0.7, missing: 0.05 });
  const treesOf = (params: object) =>
    fitOn(features, labels, { params: { eta: 0.3, ...params }, rounds: 5 }).model.trees;

  test('takes the split with the largest gain first, so that a smaller tree is the beginning of a larger one', () => {
    const [small, large] = [6, 7].map(
      (max_leaves) => treesOf({ grow_policy: 'lossguide', max_leaves, max_depth: 0 })[0],
    );
    assert.equal(leavesOf(small).length, 6);
    assert.equal(large.size, small.size + 2);
    const open = leavesOf(small).filter((node) => !isLeaf(large, node));
    assert.equal(open.length, 1);
    for (let node = 0; node < small.size; node++) {
      if (!isLeaf(small, node)) assert.ok(small.gain[node] >= large.gain[open[0]] || small.parent[open[0]] === node);
    }
  });

  test('without a limit of leaves splits what growth by depth splits', () => {
    const covers = (grow_policy: string) =>
      treesOf({ grow_policy, max_depth: 4, min_child_weight: 2 }).map((tree) =>
        leavesOf(tree)
          .map((n) => tree.cover[n])
          .sort(),
      );
    assert.deepEqual(covers('lossguide'), covers('depthwise'));
  });

  test('max_leaves bounds growth by depth too', () => {
    for (const tree of treesOf({ max_depth: 6, max_leaves: 5 })) assert.ok(leavesOf(tree).length <= 5);
  });
});

describe('sampled columns', () => {
  const { features, labels } = sample(1000, 12, 22, { strength: 0.7 });
  const treesOf = (params: object) =>
    fitOn(features, labels, { params: { max_depth: 5, eta: 0.3, ...params }, rounds: 10 }).model.trees;

  test('by level: the splits of a depth share their columns', () => {
    const sets = treesOf({ colsample_bylevel: 0.25 }).map(columnsByDepth);
    for (const byDepth of sets) for (const columns of byDepth.values()) assert.ok(columns.size <= 3);
    assert.ok(new Set(sets.flatMap((byDepth) => [...byDepth.values()].flatMap((set) => [...set]))).size > 6);
  });

  test('by node: each has its own', () => {
    const sets = treesOf({ colsample_bynode: 0.1 }).map(columnsByDepth);
    assert.ok(sets.some((byDepth) => [...byDepth.values()].some((columns) => columns.size > 2)));
    assert.notDeepEqual(treesOf({ colsample_bynode: 0.5 }), treesOf({ colsample_bynode: 1 }));
  });

  test('multiply: each kind draws from what the one before left', () => {
    const shares = { colsample_bytree: 0.5, colsample_bylevel: 0.5, colsample_bynode: 0.34 };
    for (const tree of treesOf(shares)) {
      const all = [...columnsByDepth(tree).values()];
      for (const ofDepth of all) assert.ok(ofDepth.size <= 3);
      assert.ok(new Set(all.flatMap((set) => [...set])).size <= 6);
    }
  });

  test('are the same for the same seed', () => {
    const shares = { colsample_bylevel: 0.5, colsample_bynode: 0.5 };
    assert.deepEqual(treesOf(shares), treesOf(shares));
  });
});

describe('on several threads', () => {
  test('a model is the same to the last bit', () => {
    const { features, labels } = sample(70_000, 60, 23, { missing: 0.02 });
    const params = { max_depth: 6, eta: 0.1, subsample: 0.9, colsample_bytree: 0.7, colsample_bynode: 0.5 };
    const fitted = (count: number) =>
      saveModel(fitOn(features, labels, { params, rounds: 4, threads: hostThreads(count) }).model);
    const alone = fitted(1);
    for (const threads of [2, 3, 2]) assert.equal(fitted(threads), alone);
  });
});

describe('trees are those of XGBoost', { skip: skipWithoutLibxgboost }, () => {
  /** Few distinct values: both sides cut between the same ones. */
  function wholeNumbers(seed: number, missing: number): Sample {
    const { features, ...rest } = sample(600, 8, seed, { missing });
    return { ...rest, features: { ...features, data: features.data.map((value) => Math.round(value * 20)) } };
  }

  function compare(params: Record<string, number | string>): void {
    for (const [i, missing] of [0, 0.2].entries()) {
      const data = wholeNumbers(31 + i, missing);
      const { model } = fitOn(data.features, data.labels, { params, rounds: 4 });
      const theirs = withTrained(data, { eta: 1, min_child_weight: 0, ...params }, 4, loadOurs);
      model.trees.forEach((ours, t) => {
        const what = `${JSON.stringify(params)}, missing ${missing}, tree ${t}`;
        for (const field of ['left', 'right', 'parent', 'feature', 'defaultLeft'] as const) {
          assert.deepEqual(ours[field], theirs.trees[t][field], `${what}: ${field}`);
        }
        for (const field of ['condition', 'cover'] as const) agree(ours[field], theirs.trees[t][field], 1e-6, what);
        agree(ours.gain, theirs.trees[t].gain, 1e-6, what);
      });
    }
  }

  test('with max_delta_step', () => {
    for (const max_delta_step of [0.1, 0.7, 3]) {
      for (const alpha of [0, 0.5]) compare({ max_delta_step, alpha, max_depth: 4, eta: 0.3, min_child_weight: 2 });
    }
  });

  test('grown by loss, bounded by leaves, by depth, or by both', () => {
    const growth = { grow_policy: 'lossguide', eta: 0.3, min_child_weight: 1 };
    for (const bounds of [
      { max_leaves: 4, max_depth: 0 },
      { max_leaves: 31, max_depth: 0 },
      { max_leaves: 12, max_depth: 4 },
      { max_leaves: 0, max_depth: 5 },
    ]) {
      for (const gamma of [0, 1]) compare({ ...growth, ...bounds, gamma });
    }
  });

  test('grown by depth, bounded by leaves', () => {
    for (const max_leaves of [3, 10]) compare({ max_leaves, max_depth: 6, eta: 0.3, min_child_weight: 1 });
  });
});
