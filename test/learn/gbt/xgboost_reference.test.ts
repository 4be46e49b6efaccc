import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { z } from 'zod';
import { importance } from '../../../src/learn/gbt/importance.ts';
import { type GbtModel, predict, predictMargins } from '../../../src/learn/gbt/model.ts';
import { loadModel, saveModel } from '../../../src/learn/gbt/model_json.ts';
import { contributions } from '../../../src/learn/gbt/tree_shap.ts';
import { column } from '../../../src/matrix.ts';
import { fitOn, matrixOf, NONE } from '../support.ts';

// Made by XGBoost itself; how is said in the file.
const numbers = z.array(z.number());
const reference = z
  .object({
    source: z.string(),
    parameters: z.record(z.string(), z.number()),
    rounds: z.int(),
    featureNames: z.array(z.string()),
    columns: z.array(
      z.array(
        z
          .number()
          .nullable()
          .transform((value) => value ?? NONE),
      ),
    ),
    labels: numbers,
    margins: numbers,
    probabilities: numbers,
    contributions: z.array(numbers),
    importance: z.object({
      weight: numbers,
      gain: numbers,
      cover: numbers,
      total_gain: numbers,
      total_cover: numbers,
    }),
  })
  .parse(JSON.parse(read('xgboost_1_7_4.json')));
const features = matrixOf(...reference.columns);
const theirs = loadModel(read('xgboost_1_7_4.model.json'));
const ours = fitOn(features, reference.labels, {
  params: reference.parameters,
  rounds: reference.rounds,
  featureNames: reference.featureNames,
}).model;

function read(file: string): string {
  return readFileSync(new URL(`reference/${file}`, import.meta.url), 'utf8');
}

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < expected.length; i++) {
    const scale = Math.max(1, Math.abs(expected[i]));
    assert.ok(Math.abs(actual[i] - expected[i]) <= tolerance * scale, `${i}: ${actual[i]} for ${expected[i]}`);
  }
}

function agreesWithXgboost(model: GbtModel): void {
  near(predictMargins(model, features), reference.margins, 1e-6);
  near(predict(model, features), reference.probabilities, 1e-6);
  const found = contributions(model, features);
  for (let j = 0; j < found.cols; j++) {
    near(
      column(found, j),
      reference.contributions.map((row) => row[j]),
      1e-6,
    );
  }
}

describe('a model trained by XGBoost 1.7.4', () => {
  test('predicts here what it predicts there, contributions included', () => {
    assert.deepEqual(theirs.featureNames, reference.featureNames);
    agreesWithXgboost(theirs);
  });

  test('has the same importances of every type', () => {
    for (const type of ['weight', 'gain', 'cover', 'total_gain', 'total_cover'] as const) {
      near(importance(theirs, type), reference.importance[type], 1e-6);
    }
  });

  test('saved again is the same file, but for what XGBoost notes about its training', () => {
    const ofXgboost = JSON.parse(read('xgboost_1_7_4.model.json'));
    const saved = JSON.parse(saveModel(theirs));
    ofXgboost.learner.attributes = saved.learner.attributes;
    assert.deepEqual(saved, ofXgboost);
  });
});

describe('a model trained here on the same data with the same parameters', () => {
  test('has the trees of XGBoost: nodes, columns, thresholds, directions, gains, covers, leaves', () => {
    assert.equal(ours.trees.length, theirs.trees.length);
    ours.trees.forEach((tree, i) => {
      const other = theirs.trees[i];
      for (const field of ['left', 'right', 'parent', 'feature', 'defaultLeft'] as const) {
        assert.deepEqual(tree[field], other[field], `tree ${i}, ${field}`);
      }
      for (const field of ['condition', 'gain', 'cover', 'baseWeight'] as const) near(tree[field], other[field], 2e-6);
    });
  });

  test('predicts the same', () => {
    agreesWithXgboost(ours);
  });
});
