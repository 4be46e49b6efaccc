import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { logit } from '../../../src/learn/gbt/logistic.ts';
import { type GbtModel, predictMargins } from '../../../src/learn/gbt/model.ts';
import { childOf, isLeaf, type Tree } from '../../../src/learn/gbt/tree.ts';
import { contributions } from '../../../src/learn/gbt/tree_shap.ts';
import { column, type Matrix } from '../../../src/matrix.ts';
import { fitOn, sample } from '../support.ts';

/** Expected margin of a row of which only some features are known: cover decides at a split on any other. */
function expectedMargin(tree: Tree, values: Float32Array, known: number, node = 0): number {
  if (isLeaf(tree, node)) return tree.condition[node];
  const feature = tree.feature[node];
  const [left, right] = [tree.left[node], tree.right[node]];
  if (known & (1 << feature)) return expectedMargin(tree, values, known, childOf(tree, node, values[feature]));
  const ofLeft = expectedMargin(tree, values, known, left) * tree.cover[left];
  const ofRight = expectedMargin(tree, values, known, right) * tree.cover[right];
  return (ofLeft + ofRight) / tree.cover[node];
}

/** Shapley's definition, over all subsets of the features. */
function shapleyValues(model: GbtModel, features: Matrix, row: number): number[] {
  const count = features.cols;
  const values = Float32Array.from({ length: count }, (_, j) => column(features, j)[row]);
  const margin = (known: number) => model.trees.reduce((sum, tree) => sum + expectedMargin(tree, values, known), 0);
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: count }, (_, j) => {
    let phi = 0;
    for (let known = 0; known < 1 << count; known++) {
      if (known & (1 << j)) continue;
      const size = known.toString(2).replaceAll('0', '').length;
      const weight = (factorial(size) * factorial(count - size - 1)) / factorial(count);
      phi += weight * (margin(known | (1 << j)) - margin(known));
    }
    return phi;
  });
}

describe('contributions', () => {
  test("are Shapley's values by definition, over every subset of features", () => {
    const { features, labels } = sample(300, 6, 11, { missing: 0.15 });
    const { model } = fitOn(features, labels, { params: { max_depth: 4, eta: 0.3 }, rounds: 5 });
    const found = contributions(model, features);
    for (let row = 0; row < 20; row++) {
      shapleyValues(model, features, row).forEach((expected, j) => {
        const actual = column(found, j)[row];
        assert.ok(Math.abs(actual - expected) < 1e-12, `row ${row}, feature ${j}: ${actual} for ${expected}`);
      });
    }
  });

  test('of a row sum to its margin, also in deep trees that split on a feature again and again', () => {
    const { features, labels } = sample(500, 4, 12, { missing: 0.1 });
    const { model } = fitOn(features, labels, { params: { max_depth: 8, eta: 0.3 }, rounds: 30 });
    const found = contributions(model, features);
    predictMargins(model, features).forEach((margin, row) => {
      let sum = 0;
      for (let j = 0; j < found.cols; j++) sum += column(found, j)[row];
      assert.ok(Math.abs(sum - margin) < 1e-9, `row ${row}: ${sum} for ${margin}`);
    });
  });

  test('of a feature that no split uses are 0, of a model without splits all but the bias', () => {
    const { features, labels } = sample(200, 3, 13);
    const unused = { ...features, cols: 4, data: Float64Array.from([...features.data, ...new Float64Array(200)]) };
    const { model } = fitOn(unused, labels, { rounds: 5 });
    assert.ok(column(contributions(model, unused), 3).every((phi) => phi === 0));
    const constant = fitOn(features, labels, { params: { gamma: 1e6, base_score: 0.3 } }).model;
    const found = contributions(constant, features);
    assert.ok(found.data.subarray(0, 600).every((phi) => phi === 0));
    assert.ok(Math.abs(column(found, 3)[0] - logit(0.3) - constant.trees[0].condition[0]) < 1e-6);
  });
});
