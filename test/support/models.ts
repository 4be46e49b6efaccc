import { saveArtifact } from '../../src/db/artifacts.ts';
import type { Queryable } from '../../src/db/pool.ts';
import type { GbtModel } from '../../src/learn/gbt/model.ts';
import { saveModel } from '../../src/learn/gbt/model_json.ts';
import type { Calibration } from '../../src/learn/index.ts';
import { value } from './rows.ts';

type Stored = {
  readonly instrumentId: number;
  readonly model: GbtModel;
  /** Its bytes, where another writer than ours made them. */
  readonly artifact?: Uint8Array;
  readonly calibration?: Calibration;
  readonly gatePassed?: boolean;
};

let stored = 0;

/** Stores a fitted model, registered on the current feature set as a training would. @returns its id */
export async function storeModel(
  db: Queryable,
  { instrumentId, model, artifact, calibration = { method: 'none' }, gatePassed = false }: Stored,
): Promise<number> {
  const bytes = artifact ?? new TextEncoder().encode(saveModel(model));
  const sha256 = await saveArtifact(db, bytes, 'xgboost-json');
  const version = `v2.${stored++}.0`;
  const result = await db.query<{ id: number }>(
    `insert into ml_models (
       instrument_id, model_version, model_name, model_type, hyperparameters, feature_set_id, feature_count,
       feature_names, training_records, validation_records, test_records, training_start_date, training_end_date,
       data_end_date, data_hash, model_file_path, model_file_hash, trained_at, status, calibration, gate_passed)
     select $1, $2::text, 'TEST_' || $2, $3, '{}', id, jsonb_array_length($4::jsonb), $4::jsonb, 1, 1, 1, '2024-01-01',
            '2024-01-01', '2024-01-01', '\\x00', 'pg:' || $5::text, $5, now(), 'deprecated', $6, $7
     from ml_feature_sets where is_current
     returning id`,
    [instrumentId, version, model.family, JSON.stringify(model.featureNames), sha256, calibration, gatePassed],
  );
  return result.rows[0].id;
}

/** A pooled model as its run leaves it behind, chosen from so many configurations. @returns its id */
export async function addPooledModel(db: Queryable, configurations: number): Promise<number> {
  return value(
    db,
    `with run as (
       insert into ml_pipeline_runs (pool, kind, reason, status, finished_at)
       values ('all', 'pooled_training', 'by hand', 'succeeded', now()) returning id),
     tried as (
       insert into ml_trials (pipeline_run_id, trial, parameters, rounds, seed)
       select run.id, n, '{}', 1, 1 from run, generate_series(1, $1::int) n)
     insert into ml_pooled_models (pool, pipeline_run_id, model_type, hyperparameters, feature_set_id, feature_names,
       calibration, engine, device, member_count, training_records, validation_records, training_start_date,
       training_end_date, test_start_date, data_end_date, data_hash, training_duration_seconds)
     select 'all', run.id, 'xgboost_classifier', '{}', s.id, '[]', '{}', 'pgaugur', 'cpu', 2, 1, 1, '2017-01-01',
            '2017-01-02', '2017-01-03', '2017-01-20', '', 1
     from run, ml_feature_sets s where s.is_current returning id`,
    [configurations],
  );
}

/** A rank model of a pooled model of the pool `all`, from one configuration. @returns its id */
export async function addRankModel(
  db: Queryable,
  pooledModelId: number,
  columns: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  const row = {
    pooled_model_id: pooledModelId,
    pool: 'all',
    model_type: 'xgboost_classifier',
    hyperparameters: {},
    feature_names: '[]',
    model_file_hash: await saveArtifact(db, new TextEncoder().encode('ranks'), 'test'),
    calibration: {},
    engine: 'pgaugur',
    device: 'cpu',
    trials: 1,
    training_records: 1,
    training_end_date: '2017-01-01',
    test_start_date: '2017-01-20',
    test_days: 60,
    metrics: {},
    gate_passed: false,
    gate_reason: 'not passed',
    training_duration_seconds: 1,
    ...columns,
  };
  const names = Object.keys(row);
  return value(
    db,
    `insert into ml_rank_models (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')}) returning id`,
    Object.values(row),
  );
}
