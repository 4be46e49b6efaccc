import type pg from 'pg';
import { z } from 'zod';
import { FEATURE_SETS } from '../features/index.ts';
import { firstRow, type Queryable, rows } from './pool.ts';
import { prepared } from './prepared.ts';

const featureSetRow = z.object({ id: z.number().int(), version: z.string(), names: z.array(z.string()) });
export type FeatureSetRow = z.infer<typeof featureSetRow>;

const COLUMNS = 'id, version, feature_names as names';

/**
 * Stores the feature sets this package computes, and makes its newest the current one. Sets of other packages stay,
 * for the rows and models they describe; which of those with sources is current, choose_feature_set says afterwards. In
 * the caller's transaction.
 * @throws Error when a stored set of the same version has other features: a changed set needs a new version
 */
export async function registerFeatureSets(client: pg.ClientBase): Promise<void> {
  const versions = FEATURE_SETS.map((set) => set.version);
  for (const { version, names } of FEATURE_SETS) {
    await client.query(
      'insert into ml_feature_sets (version, feature_names) values ($1, $2) on conflict (version) do nothing',
      [version, [...names]],
    );
    const stored = await client.query<{ same: boolean }>(
      'select feature_names = $2::text[] as same from ml_feature_sets where version = $1',
      [version, [...names]],
    );
    if (!stored.rows[0]?.same) {
      throw new Error(`feature set ${version} is stored with other features: give the changed set a new version`);
    }
  }
  // First, because the unique index that allows one current set is checked row by row.
  await client.query(`update ml_feature_sets s set is_current = false where s.is_current and s.version <> $1`, [
    versions.at(-1),
  ]);
  await client.query(
    `update ml_feature_sets s
     set is_current = s.version = $1, is_supported = split_part(s.version, '+', 1) = any ($2)
     where s.is_current is distinct from (s.version = $1)
        or s.is_supported is distinct from (split_part(s.version, '+', 1) = any ($2))`,
    [versions.at(-1), versions],
  );
}

/** Stores what each feature tells; sentences may change while a set stays. In the caller's transaction. */
export async function registerFeatureMeanings(client: pg.ClientBase): Promise<void> {
  for (const { version, features } of FEATURE_SETS) {
    await client.query(
      `insert into ml_feature_meanings as stored (feature_set_id, feature_name, meaning)
       select s.id, f.* from ml_feature_sets s, unnest($2::text[], $3::text[]) f where s.version = $1
       on conflict (feature_set_id, feature_name) do update
       set meaning = excluded.meaning where stored.meaning <> excluded.meaning`,
      [version, features.map(({ name }) => name), features.map(({ meaning }) => meaning)],
    );
  }
}

/** The feature set that new models learn from. */
export async function currentFeatureSet(db: Queryable): Promise<FeatureSetRow> {
  const found = await firstRow(db, `select ${COLUMNS} from ml_feature_sets where is_current`, [], featureSetRow);
  if (!found) throw new Error('no current feature set. Run: pgaugur migrate');
  return found;
}

/** The feature sets to compute for an instrument: the current one, and those its living models were trained on. */
export function featureSetsInUse(db: Queryable, instrumentId: number): Promise<FeatureSetRow[]> {
  return rows(db, prepared(`select ${COLUMNS} from feature_sets_in_use($1)`), [instrumentId], featureSetRow);
}

/** The feature set a model was trained on; it may be an older one than the current. */
export async function featureSetById(db: Queryable, id: number): Promise<FeatureSetRow> {
  const found = await firstRow(
    db,
    prepared(`select ${COLUMNS} from ml_feature_sets where id = $1`),
    [id],
    featureSetRow,
  );
  if (!found) throw new Error(`no feature set with id ${id}`);
  return found;
}
