import { z } from 'zod';
import type { Calibration } from '../learn/index.ts';
import { airflowDagId } from './airflow.ts';
import { saveArtifact } from './artifacts.ts';
import { firstRow, insertion, type Queryable, rows } from './pool.ts';

/** What one member gave to a pooled model. */
export type PooledMember = {
  readonly instrumentId: number;
  readonly rows: number;
  /** Said when it gave no row. */
  readonly leftOutBecause: string | undefined;
  readonly firstSession?: string;
  /** The last labelled session, and the hash of all inputs up to it; of one that was left out, the last with features. */
  readonly labelEnd: string | undefined;
  readonly labelHash: Uint8Array | undefined;
};

/** What the training of a pool found, as a row of ml_pooled_models. */
export type PooledModel = {
  readonly pool: string;
  readonly runId: number;
  readonly family: string;
  readonly hyperparameters: Record<string, unknown>;
  readonly featureSetId: number;
  readonly featureNames: readonly string[];
  readonly artifact: Uint8Array;
  readonly artifactFormat: string;
  readonly calibration: Calibration;
  readonly engine: string;
  readonly device: string;
  readonly validationRocAuc: number;
  readonly trainingRecords: number;
  readonly validationRecords: number;
  readonly trainingStart: string;
  /** The last session whose row was learned from. */
  readonly trainingEnd: string;
  readonly testStart: string;
  readonly dataEnd: string;
  readonly dataHash: Uint8Array;
  readonly trainingSeconds: number;
  readonly members: readonly PooledMember[];
};

/** The members of a pool that have the sessions a training needs, by their policies. */
export async function trainableMembers(db: Queryable, pool: string): Promise<number[]> {
  const found = await rows(
    db,
    'select member as id from trainable_members($1) as member order by member',
    [pool],
    z.object({ id: z.number().int() }),
  );
  return found.map(({ id }) => id);
}

/** The newest session of any of these instruments. */
export async function lastSessionOf(db: Queryable, instrumentIds: readonly number[]): Promise<string | undefined> {
  const found = await firstRow(
    db,
    `select max(last.trading_date) as session
     from unnest($1::int[]) as member
     cross join lateral (
       select b.trading_date from price_bars b where b.instrument_id = member order by b.trading_date desc limit 1) last`,
    [instrumentIds],
    z.object({ session: z.iso.date().nullable() }),
  );
  return found?.session ?? undefined;
}

/** Stores a pooled model and what its members gave. */
export async function savePooledModel(db: Queryable, model: PooledModel): Promise<number> {
  const sha256 = await saveArtifact(db, model.artifact, model.artifactFormat);
  const row = {
    pool: model.pool,
    pipeline_run_id: model.runId,
    model_type: model.family,
    hyperparameters: model.hyperparameters,
    feature_set_id: model.featureSetId,
    feature_names: JSON.stringify(model.featureNames),
    model_file_hash: sha256,
    calibration: model.calibration,
    engine: model.engine,
    device: model.device,
    validation_roc_auc: model.validationRocAuc,
    member_count: model.members.filter((member) => member.rows > 0).length,
    training_records: model.trainingRecords,
    validation_records: model.validationRecords,
    training_start_date: model.trainingStart,
    training_end_date: model.trainingEnd,
    test_start_date: model.testStart,
    data_end_date: model.dataEnd,
    data_hash: model.dataHash,
    training_duration_seconds: model.trainingSeconds,
  };
  const { sql, values } = insertion('ml_pooled_models', row);
  const saved = await firstRow(db, `${sql} returning id`, values, z.object({ id: z.number().int() }));
  if (!saved) throw new Error('ml_pooled_models returned no row for the model');
  await db.query(
    `insert into ml_pooled_model_members
       (pooled_model_id, instrument_id, labelled_rows, left_out_because, first_session, label_end_date, label_hash)
     select $1, m.instrument_id, m.labelled_rows, m.left_out_because, m.first_session, m.label_end_date, m.label_hash
     from unnest($2::int[], $3::int[], $4::text[], $5::date[], $6::date[], $7::bytea[])
       as m (instrument_id, labelled_rows, left_out_because, first_session, label_end_date, label_hash)
     -- A training takes hours; an instrument that was deleted meanwhile is no reason to lose it.
     join base_instruments i on i.id = m.instrument_id`,
    [
      saved.id,
      model.members.map((member) => member.instrumentId),
      model.members.map((member) => member.rows),
      model.members.map((member) => member.leftOutBecause ?? null),
      model.members.map((member) => member.firstSession ?? null),
      model.members.map((member) => member.labelEnd ?? null),
      model.members.map((member) => member.labelHash ?? null),
    ],
  );
  return saved.id;
}

const adoptable = z.object({
  id: z.number().int(),
  pool: z.string(),
  runId: z.number().int().nullable(),
  featureSetId: z.number().int(),
  testStart: z.iso.date(),
  members: z.number().int(),
  trainingRecords: z.number().int(),
});
export type AdoptableModel = z.infer<typeof adoptable>;

/** The newest model of the pool that an instrument is a member of, if it is of the current feature set. */
export function newestPooledModel(db: Queryable, instrumentId: number): Promise<AdoptableModel | undefined> {
  return firstRow(
    db,
    `select m.id, m.pool, m.pipeline_run_id as "runId", m.feature_set_id as "featureSetId",
            m.test_start_date as "testStart", m.member_count as members, m.training_records as "trainingRecords"
     from ml_pooled_models m join ml_feature_sets s on s.id = m.feature_set_id
     where m.pool = pool_of($1) and m.model_file_hash is not null and s.is_current
     order by m.id desc
     limit 1`,
    [instrumentId],
    adoptable,
  );
}

/** Notes in its run that an adoption takes a model up: whatever comes of it, the instrument has had its look. */
export async function takeUpPooledModel(db: Queryable, runId: number, pooledModelId: number): Promise<void> {
  await db.query('select take_up_pooled_model($1, $2)', [runId, pooledModelId]);
}

/**
 * Makes a pooled model a candidate of one instrument, with status 'training'. The artifact is shared.
 * @throws Error when it was archived meanwhile, because the pool has a newer one, or deleted: the next attempt looks again
 */
export async function adoptPooledModel(
  db: Queryable,
  pooledModelId: number,
  target: {
    readonly instrumentId: number;
    readonly symbol: string;
    readonly runId: number;
    readonly testRecords: number;
    readonly dataEnd: string;
    readonly dataHash: Uint8Array;
  },
): Promise<void> {
  const added = await db.query(
    `insert into ml_models (
       instrument_id, pipeline_run_id, model_version, model_name, scope, pooled_model_id, unseen_from, model_type, hyperparameters,
       feature_set_id, feature_count, feature_names, validation_roc_auc, cv_score, training_records, validation_records,
       test_records, training_start_date, training_end_date, data_end_date, data_hash, model_file_path, model_file_hash,
       model_size_bytes, trained_at, training_duration_seconds, airflow_dag_id, airflow_run_id, calibration, engine,
       device)
     select $1, $2, version, $3 || '_growth_7d_pooled_' || version, 'pooled', p.id, p.test_start_date, p.model_type, p.hyperparameters,
            p.feature_set_id, jsonb_array_length(p.feature_names), p.feature_names, p.validation_roc_auc,
            p.validation_roc_auc, p.training_records, p.validation_records, $4, p.training_start_date,
            p.training_end_date, $5, $6, 'pg:' || a.sha256, a.sha256, a.size_bytes, p.trained_at,
            round(p.training_duration_seconds), $7, $2::bigint::text, p.calibration, p.engine, p.device
     from ml_pooled_models p
     join ml_model_artifacts a on a.sha256 = p.model_file_hash,
          next_model_version($1, $2) as version
     where p.id = $8`,
    [
      target.instrumentId,
      target.runId,
      target.symbol,
      target.testRecords,
      target.dataEnd,
      target.dataHash,
      airflowDagId(target.symbol),
      pooledModelId,
    ],
  );
  if (added.rowCount !== 1) {
    throw new Error(`pooled model ${pooledModelId} was archived or deleted before it could be adopted`);
  }
  await takeUpPooledModel(db, target.runId, pooledModelId);
}
