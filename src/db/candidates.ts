import { z } from 'zod';
import type { Calibration, Comparison } from '../learn/index.ts';
import { airflowDagId } from './airflow.ts';
import { saveArtifact } from './artifacts.ts';
import { firstRow, insertion, known, type Queryable } from './pool.ts';

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

/**
 * Stores artifact and candidate; a second attempt of the same run replaces what the first one stored.
 * @returns the model's id and name
 */
export async function saveCandidate(db: Queryable, candidate: Candidate): Promise<{ id: number; name: string }> {
  const sha256 = await saveArtifact(db, candidate.artifact, candidate.artifactFormat);
  const numbered = await firstRow(
    db,
    'select next_model_version($1, $2) as version, clock_timestamp()::text as now',
    [candidate.instrumentId, candidate.runId],
    z.object({ version: z.string(), now: z.string() }),
  );
  if (!numbered) throw new Error(`next_model_version returned no row for run ${candidate.runId}`);
  const { version, now } = numbered;
  const ofRun = {
    instrument_id: candidate.instrumentId,
    pipeline_run_id: candidate.runId,
    airflow_dag_id: airflowDagId(candidate.symbol),
    airflow_run_id: String(candidate.runId),
    model_version: version,
    model_name: `${candidate.symbol}_growth_7d_classifier_${version}`,
    model_type: candidate.family,
    feature_set_id: candidate.featureSetId,
    training_records: candidate.trainingRecords,
    validation_records: candidate.validationRecords,
    test_records: candidate.testRecords,
    training_start_date: candidate.trainingStart,
    training_end_date: candidate.trainingEnd,
    data_end_date: candidate.dataEnd,
    data_hash: candidate.dataHash,
    label_end_date: candidate.labelEnd,
    label_hash: candidate.labelHash,
    label_closes: candidate.labelCloses,
  };
  /** What another attempt of the run may find otherwise. */
  const ofAttempt = {
    hyperparameters: candidate.hyperparameters,
    feature_count: candidate.featureNames.length,
    feature_names: JSON.stringify(candidate.featureNames),
    validation_roc_auc: candidate.validationRocAuc,
    cv_score: candidate.validationRocAuc,
    calibration: candidate.calibration,
    engine: candidate.engine,
    device: candidate.device,
    model_file_path: `pg:${sha256}`,
    model_file_hash: sha256,
    model_size_bytes: candidate.artifact.byteLength,
    trained_at: now,
    training_duration_seconds: Math.round(candidate.trainingSeconds),
    status: 'training',
  };
  const { sql, values } = insertion('ml_models', { ...ofRun, ...ofAttempt });
  const saved = await firstRow(
    db,
    `${sql}
     on conflict (pipeline_run_id) do update
     set ${Object.keys(ofAttempt)
       .map((name) => `${name} = excluded.${name}`)
       .join(', ')}
     returning id, model_name as name`,
    values,
    z.object({ id: z.number().int(), name: z.string() }),
  );
  if (!saved) throw new Error('ml_models returned no row for the candidate');
  return saved;
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
