import assert from 'node:assert/strict';
import { readFeatures } from '../../src/db/features.ts';
import type { Pool } from '../../src/db/pool.ts';
import { engineerFeatures, featureSetOfVersion } from '../../src/features/index.ts';
import { column } from '../../src/matrix.ts';
import { readFeatureInputs } from '../../src/step_support/read_feature_inputs.ts';

/** Asserts that the stored rows of a feature set are those of a full computation from today's prices, bit for bit. */
export async function assertStoredRowsAreRight(db: Pool, instrumentId: number, version: string): Promise<void> {
  const found = await db.query<{ id: number; names: string[] }>(
    'select id, feature_names as names from ml_feature_sets where version = $1',
    [version],
  );
  const stored = await readFeatures(db, instrumentId, found.rows[0], 'infinity');
  const { bars, holidays, context } = await readFeatureInputs(db, instrumentId);
  const { features } = featureSetOfVersion(version);
  const right = engineerFeatures(bars, { features, holidays, context });
  assert.deepEqual(stored.dates, bars.dates);
  features.forEach(({ name }, j) => {
    const [is, shouldBe] = [column(stored.features.matrix, j), column(right, j)];
    const differing = stored.dates.filter((_, t) => !Object.is(is[t], shouldBe[t]));
    assert.deepEqual(differing, [], `${name} differs`);
  });
}
