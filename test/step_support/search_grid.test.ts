import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyNamed, readingFamily } from '../../src/backends/index.ts';
import { gridNamed } from '../../src/learn/search/grids.ts';
import { searchGridOf } from '../../src/step_support/search_grid.ts';

test('every search grid of a policy is one that its model family has', async () => {
  const families = [
    familyNamed('xgboost_classifier'),
    await readingFamily('tfjs_mlp'),
    await readingFamily('tfjs_gru'),
  ];
  for (const family of families) {
    for (const searchGrid of ['default', 'quick', 'full'] as const) {
      assert.ok(gridNamed(family, searchGridOf({ modelFamily: family.name, searchGrid })).length > 0);
    }
  }
  assert.equal(searchGridOf({ modelFamily: 'xgboost_classifier', searchGrid: 'quick' }), 'quick');
});
