import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyNamed } from '../../src/learn/index.ts';
import { gridNamed } from '../../src/learn/search/grids.ts';
import { tfjsFamily } from '../../src/learn/tfjs/index.ts';
import { searchGridOf } from '../../src/steps/search_grid.ts';

test('every search grid of a policy is one that its model family has', async () => {
  const families = [familyNamed('xgboost_classifier'), await tfjsFamily('tfjs_mlp'), await tfjsFamily('tfjs_gru')];
  for (const family of families) {
    for (const searchGrid of ['default', 'quick', 'full'] as const) {
      assert.ok(gridNamed(family, searchGridOf({ modelFamily: family.name, searchGrid })).length > 0);
    }
  }
  assert.equal(searchGridOf({ modelFamily: 'xgboost_classifier', searchGrid: 'quick' }), 'quick');
});
