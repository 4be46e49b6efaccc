import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { familyNamed, readingFamily } from '../../../src/backends/index.ts';
import { parseGbtParams } from '../../../src/learn/gbt/params.ts';
import type { Params } from '../../../src/learn/index.ts';
import { gridNamed } from '../../../src/learn/search/grids.ts';
import { parseNetworkParams } from '../../../src/learn/tfjs/params.ts';

describe('the pooled grid', () => {
  const trees = familyNamed('xgboost_classifier');

  test('holds parameters that its family takes, and one max_bin, so that one binned matrix serves them all', async () => {
    const params = gridNamed(trees, 'pooled').map((given) => parseGbtParams(given));
    assert.equal(new Set(params.map(({ max_bin }) => max_bin)).size, 1);
    for (const given of gridNamed(await readingFamily('tfjs_mlp'), 'pooled')) {
      assert.ok(parseNetworkParams('tfjs_mlp', given));
    }
  });

  test('asks more rows of a leaf than the default does', () => {
    const least = (grid: readonly Params[]) => Math.min(...grid.map((params) => params.min_child_weight));
    assert.ok(least(gridNamed(trees, 'pooled')) > Math.max(...trees.defaultGrid.map((p) => p.min_child_weight)));
  });

  test('does not exist for a family that looks back on the sessions of one instrument', async () => {
    const recurrent = await readingFamily('tfjs_gru');
    assert.throws(() => gridNamed(recurrent, 'pooled'), /tfjs_gru has no grid "pooled"/);
  });
});
