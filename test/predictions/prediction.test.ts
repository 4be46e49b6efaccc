import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importanceByFeature, predictionsOf, type ScoredRows, topContributions } from '../../src/predictions/index.ts';

const model = { name: 'X', featureNames: ['b', 'a'], signals: true, trainingBaseRate: 0.55 };
/** Two sessions; the model reads two of three columns, in another order. */
const rows: ScoredRows = {
  dates: ['2024-01-02', '2024-01-03'],
  features: {
    names: ['a', 'other', 'b'],
    matrix: { rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 4, 5, Number.NaN) },
  },
  scores: {
    probabilities: Float64Array.of(0.7, 0.3),
    // of b, of a, and the bias
    contributions: { rows: 2, cols: 3, data: Float64Array.of(0.1, 0.4, -0.5, 0, 9, 9) },
    importance: Float64Array.of(3, 7),
  },
};

test('a prediction has its session, probability, signal and the values its contributions are of', () => {
  assert.deepEqual(predictionsOf(model, rows, 0.6), [
    {
      date: '2024-01-02',
      probability: 0.7,
      signal: 'BUY',
      contributions: [
        { feature: 'a', value: 1, contribution: -0.5 },
        { feature: 'b', value: 5, contribution: 0.1 },
      ],
    },
    {
      date: '2024-01-03',
      probability: 0.3,
      signal: 'SELL',
      // A value that is not known is null, and what adds nothing is no explanation.
      contributions: [{ feature: 'b', value: null, contribution: 0.4 }],
    },
  ]);
});

test('only the sessions that are wanted are predicted', () => {
  const found = predictionsOf(model, rows, 0.6, new Set(['2024-01-03', '2024-01-04']));
  assert.deepEqual(
    found.map(({ date, probability }) => [date, probability]),
    [['2024-01-03', 0.3]],
  );
});

test('ten contributions are listed, the heaviest first, whichever way they pull', () => {
  const names = Array.from({ length: 12 }, (_, j) => `f${j}`);
  const weights = names.map((_, j) => (j % 2 === 0 ? j + 1 : -j - 1));
  const listed = topContributions(
    names,
    names.map(() => 0),
    weights,
  ).map(({ contribution }) => contribution);
  assert.deepEqual(listed, [-12, 11, -10, 9, -8, 7, -6, 5, -4, 3]);
});

test('importances are by feature, the largest first, without features that no tree splits on', () => {
  const importance = importanceByFeature(['a', 'b', 'c'], [2, 0, 5]);
  assert.deepEqual(Object.entries(importance), [
    ['c', 5],
    ['a', 2],
  ]);
});
