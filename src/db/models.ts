import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Calibration, type Comparison, calibrationSchema } from '../learn/index.ts';
import { airflowDagId } from './airflow.ts';
import { firstRow, type Queryable, rows } from './pool.ts';

const modelRow = z.object({
  id: z.number().int(),
  name: z.string(),
  family: z.string(),
  featureSetId: z.number().int(),
  featureNames: z.array(z.string()),
  artifact: z.string().nullable(),
  dataEndDate: z.iso.date(),
  isProduction: z.boolean(),
  gatePassed: z.boolean().nullable(),
  trainingEnd: z.iso.date(),
  calibration: calibrationSchema.nullable(),
  /** Whether it learned from its instrument alone or from a pool. */
  scope: z.enum(['own', 'pooled']),
  /** Of a pooled model: the first session that no label of its training has looked at. */
  unseenFrom: z.iso.date().nullable(),
});
export type ModelRow = z.infer<typeof modelRow>;

const modelColumns = `id, model_name as name, model_type as family, feature_set_id as "featureSetId",
  feature_names as "featureNames", model_file_hash as artifact, data_end_date as "dataEndDate",
  is_production as "isProduction", gate_passed as "gatePassed", training_end_date as "trainingEnd", calibration, scope,
  unseen_from as "unseenFrom"`;

/** What a training step found, as a row of ml_models with status 'training'. */
export type Candidate = {
  readonly instrumentId: number;
  readonly symbol: string;
  readonly runId: number;
  readonly family: string;
  readonly hyperparameters: Record<string, unknown>;
  readonly featureSetId: number;
  readonly featureNames: readonly string[];
  readonly validationRocAuc: number;
  readonly trainingRecords: number;
  readonly validationRecords: number;
  readonly testRecords: number;
  readonly trainingStart: string;
  readonly trainingEnd: string;
  readonly dataEnd: string;
  readonly dataHash: Uint8Array;
  /** The last session with a label, the hash of all inputs up to it, and the closes after it that labels look at. */
  readonly labelEnd: string;
  readonly labelHash: Uint8Array;
  readonly labelCloses: readonly number[];
  readonly artifact: Uint8Array;
  readonly artifactFormat: string;
  readonly calibration: Calibration;
  /** What trained it, and on what. */
  readonly engine: string;
  readonly device: string;
  readonly trainingSeconds: number;
};

export type Trial = {
  readonly parameters: Record<string, unknown>;
  readonly rounds: number;
  readonly validationLogLoss: number;
  readonly validationRocAuc: number;
  readonly seed: number;
  readonly isChosen: boolean;
  /** Validation log-loss per fold, oldest first. */
  readonly foldLogLosses: readonly number[];
  readonly seconds: number;
};

/**
 * Stores artifact and candidate; a second attempt of the same run replaces what the first one stored.
 * @returns the model's id and name
 */
export async function saveCandidate(db: Queryable, candidate: Candidate): Promise<{ id: number; name: string }> {
  const sha256 = await saveArtifact(db, candidate.artifact, candidate.artifactFormat);
  const saved = await firstRow(
    db,
    `insert into ml_models (
       instrument_id, pipeline_run_id, model_version, model_name, model_type, hyperparameters, feature_set_id,
       feature_count, feature_names, validation_roc_auc, cv_score, training_records, validation_records, test_records,
       training_start_date, training_end_date, data_end_date, data_hash, label_end_date, label_hash, label_closes,
       model_file_path, model_file_hash,
       model_size_bytes, trained_at, training_duration_seconds, airflow_dag_id, airflow_run_id, calibration,
       engine, device)
     select $1, $2, version, $3 || '_growth_7d_classifier_' || version, $4, $5, $6,
            $7, $8, $9, $9, $10, $11, $12,
            $13, $14, $15, $16, $21, $22, $23, 'pg:' || $17::text, $17, $18, clock_timestamp(), $19,
            $20, $2::bigint::text, $24, $25, $26
     from next_model_version($1, $2) as version
     on conflict (pipeline_run_id) do update
     set hyperparameters = excluded.hyperparameters, calibration = excluded.calibration,
         engine = excluded.engine, device = excluded.device, validation_roc_auc = excluded.validation_roc_auc,
         cv_score = excluded.cv_score, model_file_path = excluded.model_file_path,
         model_file_hash = excluded.model_file_hash, model_size_bytes = excluded.model_size_bytes,
         feature_count = excluded.feature_count, feature_names = excluded.feature_names,
         trained_at = excluded.trained_at, training_duration_seconds = excluded.training_duration_seconds,
         status = 'training'
     returning id, model_name as name`,
    [
      candidate.instrumentId,
      candidate.runId,
      candidate.symbol,
      candidate.family,
      candidate.hyperparameters,
      candidate.featureSetId,
      candidate.featureNames.length,
      JSON.stringify(candidate.featureNames),
      candidate.validationRocAuc,
      candidate.trainingRecords,
      candidate.validationRecords,
      candidate.testRecords,
      candidate.trainingStart,
      candidate.trainingEnd,
      candidate.dataEnd,
      candidate.dataHash,
      sha256,
      candidate.artifact.byteLength,
      Math.round(candidate.trainingSeconds),
      airflowDagId(candidate.symbol),
      candidate.labelEnd,
      candidate.labelHash,
      candidate.labelCloses,
      candidate.calibration,
      candidate.engine,
      candidate.device,
    ],
    z.object({ id: z.number().int(), name: z.string() }),
  );
  if (!saved) throw new Error('ml_models returned no row for the candidate');
  return saved;
}

/** Stores an artifact once, whoever points to it. @returns its SHA-256 */
export async function saveArtifact(db: Queryable, artifact: Uint8Array, format: string): Promise<string> {
  const sha256 = createHash('sha256').update(artifact).digest('hex');
  await db.query(
    'insert into ml_model_artifacts (sha256, format, content) values ($1, $2, $3) on conflict (sha256) do nothing',
    [sha256, format, Buffer.from(artifact)],
  );
  return sha256;
}

/** Replaces the trial ledger of a run. */
export async function saveTrials(db: Queryable, runId: number, trials: readonly Trial[]): Promise<void> {
  await db.query('delete from ml_trials where pipeline_run_id = $1', [runId]);
  await db.query(
    `insert into ml_trials
       (pipeline_run_id, trial, parameters, rounds, validation_log_loss, validation_roc_auc, seed, is_chosen,
        duration_seconds, fold_log_losses)
     select $1, t.ordinality, t.parameters::jsonb, t.rounds, t.log_loss, t.roc_auc, t.seed, t.is_chosen, t.seconds,
            array(select value::float8 from jsonb_array_elements_text(t.fold_log_losses::jsonb) as value)
     from unnest($2::text[], $3::int[], $4::float8[], $5::float8[], $6::bigint[], $7::boolean[], $8::float8[], $9::text[])
       with ordinality
       as t (parameters, rounds, log_loss, roc_auc, seed, is_chosen, seconds, fold_log_losses, ordinality)`,
    [
      runId,
      trials.map((trial) => JSON.stringify(trial.parameters)),
      trials.map((trial) => trial.rounds),
      trials.map((trial) => trial.validationLogLoss),
      trials.map((trial) => known(trial.validationRocAuc)),
      trials.map((trial) => trial.seed),
      trials.map((trial) => trial.isChosen),
      trials.map((trial) => known(trial.seconds)),
      trials.map((trial) => JSON.stringify(trial.foldLogLosses)),
    ],
  );
}

/**
 * What a candidate has to be compared with: the production model, or while there is none, the testing model of the
 * other scope, if it can still be scored with. A testing model of the same scope gives way to the newer one.
 */
export async function championOf(db: Queryable, candidate: ModelRow): Promise<ModelRow | undefined> {
  return firstRow(
    db,
    `select ${modelColumns} from ml_models m
     where instrument_id = (select instrument_id from ml_models where id = $1) and id <> $1
       and (is_production or (status = 'testing' and scope <> $2)) and model_file_hash is not null
       and exists (select from ml_feature_sets s where s.id = m.feature_set_id and s.is_supported)
     order by is_production desc, id desc
     limit 1`,
    [candidate.id, candidate.scope],
    modelRow,
  );
}

/** How many other models have been judged on data up to this session or later. */
export async function modelsJudgedSince(
  db: Queryable,
  instrumentId: number,
  session: string,
  besides: number,
): Promise<number> {
  const found = await firstRow(
    db,
    'select models_judged_since($1, $2, $3) as judged',
    [instrumentId, session, besides],
    z.object({ judged: z.number().int() }),
  );
  return found?.judged ?? 0;
}

/** The candidate that a run has trained. */
export async function modelOfRun(db: Queryable, runId: number): Promise<ModelRow> {
  const found = await findModelOfRun(db, runId);
  if (!found) throw new Error(`run ${runId} has no model`);
  return found;
}

export function findModelOfRun(db: Queryable, runId: number): Promise<ModelRow | undefined> {
  return firstRow(db, `select ${modelColumns} from ml_models where pipeline_run_id = $1`, [runId], modelRow);
}

export async function servingModel(db: Queryable, instrumentId: number): Promise<ModelRow | undefined> {
  const found = await rows(
    db,
    `select ${modelColumns} from serving_model($1) where id is not null`,
    [instrumentId],
    modelRow,
  );
  return found[0];
}

/**
 * The artifact of a model.
 * @throws Error when it was archived, or its bytes do not have the hash the model names
 */
export async function readArtifact(db: Queryable, model: ModelRow): Promise<Uint8Array> {
  const found = await firstRow(
    db,
    'select content from ml_model_artifacts where sha256 = $1',
    [model.artifact],
    z.object({ content: z.instanceof(Buffer) }),
  );
  if (!found) throw new Error(`model ${model.name} has no artifact: it was archived`);
  const sha256 = createHash('sha256').update(found.content).digest('hex');
  if (sha256 !== model.artifact) {
    throw new Error(`the artifact of model ${model.name} has SHA-256 ${sha256}, the model names ${model.artifact}`);
  }
  return found.content;
}

/** How a candidate did beside the champion on rows that neither has learned from. */
export type ChampionComparison = Comparison & {
  readonly championId: number;
  readonly champion: string;
  readonly championIsProduction: boolean;
};

export async function saveVerdict(
  db: Queryable,
  modelId: number,
  verdict: {
    metrics: Record<string, unknown> & { rocAuc: number; accuracy: number; f1: number; pValue: number };
    passed: boolean;
    reason: string;
    reliability: unknown;
    /** Absent without a champion. */
    championComparison: ChampionComparison | undefined;
  },
): Promise<void> {
  await db.query(
    `update ml_models
     set metrics = $2, test_roc_auc = $3, test_accuracy = $4, test_f1_score = $5, gate_passed = $6, gate_reason = $7,
         p_value = $8, reliability = $9, champion_comparison = $10
     where id = $1`,
    [
      modelId,
      verdict.metrics,
      known(verdict.metrics.rocAuc),
      known(verdict.metrics.accuracy),
      known(verdict.metrics.f1),
      verdict.passed,
      verdict.reason,
      known(verdict.metrics.pValue),
      verdict.reliability,
      verdict.championComparison ?? null,
    ],
  );
}

/** NaN means "not known" in memory and null in the database. */
const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

export async function saveModelCard(
  db: Queryable,
  modelId: number,
  importance: Record<string, number>,
  card: Record<string, unknown>,
): Promise<void> {
  await db.query('update ml_models set feature_importance = $2, model_card = $3 where id = $1', [
    modelId,
    importance,
    card,
  ]);
}

/**
 * Gives a validated candidate its place, and deprecates what it replaces: `register_candidate` decides. In the caller's
 * transaction, so at most one production model exists at any time.
 * @returns the place (active, testing or deprecated) and the versions of the replaced models
 */
export async function registerCandidate(
  db: Queryable,
  modelId: number,
): Promise<{ place: string; replaced: string[] }> {
  const registered = await firstRow(
    db,
    'select place::text, replaced from register_candidate($1)',
    [modelId],
    z.object({ place: z.string(), replaced: z.array(z.string()) }),
  );
  if (!registered) throw new Error(`register_candidate returned no row for model ${modelId}`);
  return registered;
}

/** Lets go of the artifacts of an instrument's failed models and of replaced ones beyond the newest `kept`. */
export async function archiveModels(
  db: Queryable,
  instrumentId: number,
  kept: number,
): Promise<{ archived: number; removed: number }> {
  const found = await firstRow(
    db,
    'select archived::int, removed::int from archive_models($1, $2)',
    [instrumentId, kept],
    z.object({ archived: z.number().int(), removed: z.number().int() }),
  );
  if (!found) throw new Error(`archive_models returned no row for instrument ${instrumentId}`);
  return found;
}
