import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { libxgboostEngine } from '../../../src/backends/libxgboost/index.ts';
import type { FitRequest, ModelFamily } from '../../../src/learn/family.ts';
import { createXgboostClassifier } from '../../../src/learn/gbt/family.ts';
import { sample } from '../../learn/support.ts';
import { agree, libxgboost, skipWithoutLibxgboost } from './support.ts';

const xgboostClassifier = createXgboostClassifier();

describe('libxgboost as engine of the family', { skip: skipWithoutLibxgboost }, () => {
  const { features, labels, featureNames } = sample(700, 6, 51, { missing: 0.1 });
  const whole = { ...features, data: features.data.map((value) => Math.round(value * 20)) };
  const engine = (): ModelFamily => libxgboostEngine({ library: libxgboost() });
  const data = { features: whole, labels, featureNames, train: [0, 500] as const };
  const params = { max_depth: 3, eta: 0.3, lambda: 2, scale_pos_weight: 1.5 };
  const fitBy = (family: ModelFamily, request: Partial<FitRequest>) =>
    family.prepare(data)({ params, seed: 7, rounds: 12, ...request });

  test('without sampling it trains the model that our own learner trains', () => {
    const [theirs, ours] = [fitBy(engine(), {}), fitBy(xgboostClassifier, {})];
    assert.equal(theirs.rounds, 12);
    assert.deepEqual(theirs.model.featureNames, featureNames);
    agree(
      xgboostClassifier.predict(theirs.model, whole),
      xgboostClassifier.predict(ours.model, whole),
      1e-5,
      'probability',
    );
  });

  test('what it trains is saved, loaded, predicted and explained by the family', () => {
    const family = engine();
    const { model } = fitBy(family, { params: { ...params, subsample: 0.7 } });
    const loaded = xgboostClassifier.load(family.save(model));
    assert.deepEqual(loaded, model);
    const { data: values, rows, cols } = family.contributions(loaded, whole);
    family.predict(loaded, whole).forEach((probability, row) => {
      let margin = 0;
      for (let j = 0; j < cols; j++) margin += values[j * rows + row];
      assert.ok(Math.abs(probability - 1 / (1 + Math.exp(-margin))) < 1e-9);
    });
  });

  test('stops early at the same round as our own learner, and keeps the best', () => {
    const request = { rounds: 200, validation: [510, 700] as const };
    const seen: number[] = [];
    const theirs = fitBy(engine(), {
      ...request,
      onRound(round, trainLoss, validationLoss) {
        assert.ok(trainLoss > 0 && validationLoss > 0);
        seen.push(round);
      },
    });
    assert.equal(theirs.rounds, fitBy(xgboostClassifier, request).rounds);
    assert.equal(seen.length, theirs.rounds + 30);
  });

  test('the seed decides, and it alone', () => {
    const bytes = (seed: number) => {
      const { model } = fitBy(engine(), { seed, params: { ...params, subsample: 0.5 } });
      return Buffer.from(xgboostClassifier.save(model)).toString();
    };
    assert.equal(bytes(1), bytes(1));
    assert.notEqual(bytes(1), bytes(2));
  });

  test('a GPU is refused where the library has none, one class and unknown parameters everywhere', (t) => {
    assert.throws(() => fitBy(engine(), { params: { depth: 3 } }), /depth/);
    const one = { ...data, labels: labels.map(() => 1) };
    assert.throws(() => engine().prepare(one)({ params, seed: 1, rounds: 2 }), /need both labels/);
    const library = libxgboost();
    if (library.hasCuda) return t.diagnostic('built with CUDA');
    assert.throws(() => libxgboostEngine({ library, device: 'cuda' }), /device cuda needs a library built with CUDA/);
  });
});
