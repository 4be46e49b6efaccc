import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Booster, BoosterParams } from '../../../src/backends/libxgboost/index.ts';
import { importance } from '../../../src/learn/gbt/importance.ts';
import { meanModel } from '../../../src/learn/gbt/mean_model.ts';
import { type GbtModel, predictMargins } from '../../../src/learn/gbt/model.ts';
import { contributions } from '../../../src/learn/gbt/tree_shap.ts';
import { column } from '../../../src/matrix.ts';
import { fitOn, sample } from '../../learn/support.ts';
import {
  agree,
  agreeOnEdges,
  edgeRows,
  libxgboost,
  loadOurs,
  skipWithoutLibxgboost,
  withDMatrix,
  withLoaded,
  withTrained,
} from './support.ts';

const data = sample(500, 6, 31, { missing: 0.15 });
const complete = sample(500, 6, 32);
const lopsided = { ...complete, labels: complete.labels.map((label, row) => (row % 10 === 0 ? label : 0)) };

const OURS: readonly [what: string, params: object, rounds: number][] = [
  ['small steps', { eta: 0.1, max_depth: 4 }, 60],
  ['deep trees without regularisation', { eta: 0.3, max_depth: 10, lambda: 0, min_child_weight: 0 }, 10],
  ['a base score of 0.9', { eta: 0.3, max_depth: 3, base_score: 0.9 }, 10],
  ['weighted positives', { eta: 0.3, max_depth: 5, scale_pos_weight: 4 }, 10],
  ['L1 penalty', { eta: 0.3, max_depth: 5, alpha: 2 }, 10],
  ['trees that are a single leaf', { eta: 0.3, max_depth: 3, gamma: 1e6 }, 3],
  ['few bins, sampled rows and columns', { eta: 0.3, max_bin: 8, subsample: 0.5, colsample_bytree: 0.5 }, 20],
];

const THEIRS: readonly [what: string, params: BoosterParams][] = [
  ['depth-wise', { max_depth: 6 }],
  ['loss-guided', { grow_policy: 'lossguide', max_depth: 0, max_leaves: 20 }],
  ['the exact method, whose trees are pruned', { tree_method: 'exact', gamma: 2, max_depth: 8 }],
  ['the approx method', { tree_method: 'approx', max_depth: 5 }],
  ['a base score near 0', { base_score: 0.01 }],
  ['a base score of 0.9', { base_score: 0.9 }],
  ['weighted positives', { scale_pos_weight: 7.5 }],
  ['limited steps', { max_delta_step: 0.3 }],
  ['L1 and L2 penalties, heavy children', { alpha: 1.5, lambda: 20, min_child_weight: 8 }],
  [
    'sampled rows and columns',
    { subsample: 0.6, colsample_bytree: 0.7, colsample_bylevel: 0.7, colsample_bynode: 0.7 },
  ],
  ['few bins', { max_bin: 5 }],
  ['a constraint', { monotone_constraints: '(1,-1,0,0,0,0)' }],
  ['gradient-based sampling left alone, other seed', { seed: 99, subsample: 0.9 }],
  ['trees that are a single leaf', { gamma: 1e6 }],
];

/** The five kinds of importance, contributions and margins are the same. */
function explainsTheSame(model: GbtModel, booster: Booster): void {
  for (const type of ['weight', 'gain', 'cover', 'total_gain', 'total_cover'] as const) {
    agree(importance(model, type), booster.importance(type), 1e-5, type);
  }
  const rows = edgeRows(model, 200, 5, { infinities: false });
  withDMatrix(rows, (matrix) => {
    const ours = contributions(model, rows);
    const theirs = booster.contributions(matrix);
    agree(ours.data, theirs.data, 1e-5, 'contribution');
    const margins = predictMargins(model, rows);
    const sums = margins.map((_, row) => sum(Array.from({ length: ours.cols }, (_, j) => column(ours, j)[row])));
    agree(sums, margins, 1e-9, 'sum of contributions');
    agree(margins, booster.predict(matrix, 'margin'), 1e-5, 'margin');
  });
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('a model trained here is the same in XGBoost', { skip: skipWithoutLibxgboost }, () => {
  for (const [what, params, rounds] of OURS) {
    test(what, () => {
      const { model } = fitOn(data.features, data.labels, { params, rounds, featureNames: data.featureNames });
      withLoaded(model, (booster) => {
        assert.equal(booster.rounds(), rounds);
        agreeOnEdges(model, booster, 1);
        explainsTheSame(model, booster);
      });
    });
  }

  test('the mean of several, which is one', () => {
    const models = [1, 2, 3].map(
      (seed) =>
        fitOn(data.features, data.labels, {
          params: { eta: 0.2, max_depth: 4, subsample: 0.5, base_score: 0.2 * seed },
          rounds: 15,
          featureNames: data.featureNames,
          seed,
        }).model,
    );
    const mean = meanModel(models);
    withLoaded(mean, (booster) => {
      assert.equal(booster.rounds(), 45);
      agreeOnEdges(mean, booster, 3);
      explainsTheSame(mean, booster);
      const margins = models.map((model) => predictMargins(model, data.features));
      withDMatrix(data.features, (matrix) =>
        agree(
          booster.predict(matrix, 'margin'),
          margins[0].map((margin, row) => (margin + margins[1][row] + margins[2][row]) / 3),
          1e-5,
          'mean margin',
        ),
      );
    });
  });

  test('whatever its features are called', () => {
    const featureNames = ['rsi "14"', 'gap, %', 'Δ close', '[x] < y', 'back\\slash', ''];
    const { model } = fitOn(data.features, data.labels, { featureNames, rounds: 3 });
    withLoaded(model, (booster) => {
      assert.deepEqual(loadOurs(booster), model);
      agreeOnEdges(model, booster, 2);
    });
  });
});

describe('a model trained by XGBoost is the same here', { skip: skipWithoutLibxgboost }, () => {
  for (const [what, params] of THEIRS) {
    for (const [kind, learned] of Object.entries({ missing: data, complete, lopsided })) {
      test(`${what} (${kind})`, () => {
        withTrained(learned, params, 12, (booster) => {
          const model = loadOurs(booster);
          assert.equal(model.trees.length, 12);
          assert.deepEqual(model.featureNames, learned.featureNames);
          agreeOnEdges(model, booster, 3);
          explainsTheSame(model, booster);
        });
      });
    }
  }

  test('one that names its best iteration is scored by the trees up to it on both sides', () => {
    withTrained(data, { max_depth: 4 }, 12, (trained) => {
      const stopped = new TextDecoder()
        .decode(trained.save())
        .replace(/"attributes":\{[^}]*\}/, '"attributes":{"best_iteration":"4","best_score":"0.6"}');
      const booster = libxgboost().loadBooster(new TextEncoder().encode(stopped));
      try {
        const model = loadOurs(booster);
        assert.deepEqual([booster.rounds(), model.trees.length, model.treesBehindBest], [12, 5, 7]);
        agreeOnEdges(model, booster, 7);
        const rows = edgeRows(model, 50, 8, { infinities: true });
        assert.deepEqual(booster.predictRows(rows), trained.predictRows(rows, 'value', [0, 5]));
        const known = edgeRows(model, 50, 9, { infinities: false });
        withDMatrix(known, (matrix) =>
          agree(contributions(model, known).data, booster.contributions(matrix).data, 1e-5, 'contribution'),
        );
      } finally {
        booster.free();
      }
    });
  });

  test('contributions of infinite values', () => {
    withTrained(data, { max_depth: 4 }, 12, (booster) => {
      const model = loadOurs(booster);
      const rows = edgeRows(model, 200, 6, { infinities: true });
      // One infinity must stand for "missing", or XGBoost refuses both; so each is tried with the other taken out.
      for (const infinity of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const some = { ...rows, data: rows.data.map((value) => (value === -infinity ? Number.NaN : value)) };
        withDMatrix(
          some,
          (matrix) => agree(contributions(model, some).data, booster.contributions(matrix).data, 1e-5),
          -infinity,
        );
      }
    });
  });
});
