import assert from 'node:assert/strict';
import { test } from 'node:test';
import { train } from '../../src/compute/training.ts';

test('a matrix that no fit has room for is untrainable, so that its run ends and no attempt is repeated', async () => {
  const [rows, cols] = [72_000, 60_000];
  const outcome = await train({
    family: 'xgboost_classifier',
    engine: { engine: 'pgaugur', device: 'cpu' },
    // The values of one column; of the others none is looked at.
    features: {
      names: Array.from({ length: cols }, (_, j) => `f${j}`),
      matrix: { rows, cols, data: Float64Array.from({ length: rows }, (_, row) => row) },
    },
    labels: Uint8Array.from({ length: rows }, (_, row) => row % 2),
    split: {
      train: [0, 40_000],
      validation: [40_000, 60_000],
      test: [60_000, rows],
      trainAndValidation: [0, 60_000],
    },
    grid: 'default',
    seed: 1,
  });
  assert.ok('untrainable' in outcome);
  assert.match(outcome.untrainable, /^fit: 72000 rows × 60000 columns need 4\.\d GiB/);
});
