import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEATURE_NAMES, FEATURE_SETS, newestFeatureSet } from '../../../src/features/index.ts';
import { featureReference } from '../../dump/feature_reference.ts';

test('the feature begins a set of its own, stands in its group, and is in the reference', () => {
  const older = FEATURE_SETS.slice(0, -1);
  assert.ok(newestFeatureSet().names.includes('up_volume_share_20d'));
  assert.ok(older.length > 0 && older.every(({ names }) => !names.includes('up_volume_share_20d')));
  assert.ok(FEATURE_NAMES.includes('up_volume_share_20d'));
  assert.match(
    featureReference(FEATURE_SETS),
    new RegExp(`^\\| \`up_volume_share_20d\` .* ${newestFeatureSet().version} \\|$`, 'm'),
  );
});
