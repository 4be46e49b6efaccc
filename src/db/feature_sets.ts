import type pg from 'pg';
import { z } from 'zod';
import { FEATURE_SET } from '../features/index.ts';
import { firstRow, type Queryable } from './pool.ts';

const featureSetRow = z.object({ id: z.number().int(), version: z.string(), names: z.array(z.string()) });
export type FeatureSetRow = z.infer<typeof featureSetRow>;

/**
 * Makes this version's feature set the current one.
 * @throws Error when the stored set of the same version has other features: a changed set needs a new version
 */
export async function registerFeatureSet(client: pg.ClientBase): Promise<void> {
  await client.query('begin');
  try {
    await client.query(
      'insert into ml_feature_sets (version, feature_names) values ($1, $2) on conflict (version) do nothing',
      [FEATURE_SET.version, [...FEATURE_SET.names]],
    );
    const stored = await client.query<{ same: boolean }>(
      'select feature_names = $2::text[] as same from ml_feature_sets where version = $1',
      [FEATURE_SET.version, [...FEATURE_SET.names]],
    );
    if (!stored.rows[0]?.same) {
      throw new Error(
        `feature set ${FEATURE_SET.version} is stored with other features: give the changed set a new version`,
      );
    }
    await client.query('update ml_feature_sets set is_current = false where is_current and version <> $1', [
      FEATURE_SET.version,
    ]);
    await client.query('update ml_feature_sets set is_current = true where version = $1 and not is_current', [
      FEATURE_SET.version,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** The feature set that new rows are computed for. */
export async function currentFeatureSet(db: Queryable): Promise<FeatureSetRow> {
  const found = await firstRow(
    db,
    'select id, version, feature_names as names from ml_feature_sets where is_current',
    [],
    featureSetRow,
  );
  if (!found) throw new Error('no current feature set. Run: pgaugur migrate');
  return found;
}

/** The feature set a model was trained on; it may be an older one than the current. */
export async function featureSetById(db: Queryable, id: number): Promise<FeatureSetRow> {
  const found = await firstRow(
    db,
    'select id, version, feature_names as names from ml_feature_sets where id = $1',
    [id],
    featureSetRow,
  );
  if (!found) throw new Error(`no feature set with id ${id}`);
  return found;
}
