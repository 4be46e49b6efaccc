import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Tree } from '../../../src/learn/gbt/tree.ts';
import { fitOn, matrixOf, NONE } from '../support.ts';

// Four rows, base score ½: gradients ½, ½, −½, −½ and hessians ¼. Splitting in the middle gives G = ±1, H = ½ a side.
const features = matrixOf([1, 2, 3, 4]);
const labels = [0, 0, 1, 1];

function treeOf(params: object, on = features, with_ = labels): Tree {
  return fitOn(on, with_, { params: { max_depth: 1, ...params } }).model.trees[0];
}

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 2e-7 * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}

describe('one split worked by hand', () => {
  test('gain is the sum of G² / (H + λ) of the sides less that of the node, the leaf −G / (H + λ)', () => {
    const tree = treeOf({ lambda: 1 });
    assert.deepEqual([tree.size, tree.feature[0], tree.condition[0]], [3, 0, 3]);
    near(tree.gain[0], 1 / 1.5 + 1 / 1.5 - 0);
    assert.deepEqual([...tree.cover], [1, 0.5, 0.5]);
    near(tree.condition[1], -1 / 1.5);
    near(tree.condition[2], 1 / 1.5);
  });

  test('eta shrinks the leaves, not the gain', () => {
    const tree = treeOf({ lambda: 1, eta: 0.25 });
    near(tree.gain[0], 2 / 1.5);
    near(tree.condition[2], 0.25 / 1.5);
  });

  test('lambda enters both sides and the node', () => {
    const tree = treeOf({ lambda: 0 });
    near(tree.gain[0], 4);
    near(tree.condition[1], -2);
  });

  test('alpha shrinks each gradient sum towards 0 before it is squared', () => {
    const tree = treeOf({ lambda: 1, alpha: 0.2 });
    near(tree.gain[0], (2 * 0.8 ** 2) / 1.5);
    near(tree.condition[1], -0.8 / 1.5);
    assert.equal(treeOf({ alpha: 1 }).size, 1, 'and leaves nothing to gain where it reaches them');
  });

  test('gamma is the least gain worth a split', () => {
    assert.equal(treeOf({ lambda: 1, gamma: 1.33 }).size, 3);
    assert.equal(treeOf({ lambda: 1, gamma: 1.34 }).size, 1);
  });

  test('min_child_weight is the least hessian of a side', () => {
    assert.equal(treeOf({ min_child_weight: 0.5 }).size, 3);
    assert.equal(treeOf({ min_child_weight: 0.51 }).size, 1);
    const uneven = [0, 1, 1, 1];
    assert.equal(treeOf({ min_child_weight: 0 }, features, uneven).condition[0], 2);
    assert.equal(treeOf({ min_child_weight: 0.5 }, features, uneven).condition[0], 3);
  });

  test('scale_pos_weight multiplies gradient and hessian of the positive rows', () => {
    const tree = treeOf({ lambda: 1, scale_pos_weight: 2 });
    near(tree.gain[0], 1 / 1.5 + 4 / 2 - 1 / 2.5);
    assert.deepEqual([...tree.cover], [1.5, 0.5, 1]);
    near(tree.condition[2], 1);
  });

  test('the base score moves the first gradients', () => {
    const tree = treeOf({ lambda: 1, base_score: 0.2 });
    near(tree.cover[0], 4 * 0.16);
    near(tree.condition[1], -0.4 / 1.32);
    near(tree.condition[2], 1.6 / 1.32);
  });

  test('without a gain the tree is its root with the best constant', () => {
    const tree = treeOf({ lambda: 1, min_child_weight: 0.6 }, features, [0, 0, 0, 1]);
    assert.equal(tree.size, 1);
    near(tree.condition[0], -1 / 2);
  });
});

describe('missing values', () => {
  test('go with the side they resemble', () => {
    const column = matrixOf([1, 2, 3, 4, NONE, NONE]);
    const right = treeOf({}, column, [0, 0, 1, 1, 1, 1]);
    const left = treeOf({}, column, [0, 0, 1, 1, 0, 0]);
    assert.deepEqual([right.condition[0], right.defaultLeft[0]], [3, 0]);
    assert.deepEqual([left.condition[0], left.defaultLeft[0]], [3, 1]);
  });

  test('can be told from all known values', () => {
    const tree = treeOf({}, matrixOf([1, 2, NONE, NONE]), [0, 0, 1, 1]);
    assert.ok(tree.condition[0] > 2, 'every known value goes left');
    assert.equal(tree.defaultLeft[0], 0);
    assert.deepEqual([...tree.cover], [1, 0.5, 0.5]);
  });

  test('go right where the split met none', () => {
    assert.equal(treeOf({}).defaultLeft[0], 0);
  });
});

describe('ties', () => {
  test('go to the lower column and to the cut met first', () => {
    const tree = treeOf({}, matrixOf([5, 5, 6, 6], [1, 2, 3, 4], [1, 2, 3, 4]), labels);
    assert.equal(tree.feature[0], 0);
    const gap = treeOf({}, matrixOf([1, 2, 8, 9]), labels);
    assert.equal(gap.condition[0], 8);
  });

  test('do not depend on the order of the rows', () => {
    const shuffled = treeOf({ max_depth: 3 }, matrixOf([4, 1, 3, 2]), [1, 0, 1, 0]);
    assert.deepEqual(shuffled, treeOf({ max_depth: 3 }));
  });
});
