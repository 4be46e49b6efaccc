import { z } from 'zod';
import type { LabelledRows } from '../features/index.ts';
import {
  type Comparison,
  classBalance,
  type GateVerdict,
  type IntervalEvaluation,
  type RowRange,
  type Split,
  type TrainedModel,
} from '../learn/index.ts';
import { airflowDagId } from './airflow.ts';
import { firstRow, insertion, known, type Queryable } from './pool.ts';
import { pinnedInput, type StartedStep } from './runs.ts';
import { saveTrainedModel } from './trained_model.ts';

/** What a training step worked on and made: a row of ml_models with status 'training'. */
export type Candidate = {
  readonly runId: number;
  readonly run: StartedStep;
  readonly featureSetId: number;
  readonly split: Split;
  /** The labelled rows that the split's ranges count. */
  readonly data: LabelledRows;
  readonly trained: TrainedModel;
};

/** Stores artifact and candidate; a second attempt of the same run replaces what the first one stored. */
export async function saveCandidate(db: Queryable, candidate: Candidate): Promise<void> {
  const { runId, run, trained } = candidate;
  const { version, now } = await nextVersion(db, run.instrument_id, runId);
  const ofRun = {
    ...rowOfRun(candidate),
    airflow_dag_id: await airflowDagId(db, run.symbol),
    model_version: version,
    model_name: `${run.symbol}_growth_7d_classifier_${version}`,
  };
  const ofModel = await saveTrainedModel(db, trained);
  /** What another attempt of the run may find otherwise. */
  const ofAttempt = {
    ...ofModel,
    feature_count: trained.featureNames.length,
    cv_score: ofModel.validation_roc_auc,
    model_file_path: `pg:${ofModel.model_file_hash}`,
    model_size_bytes: trained.artifact.byteLength,
    trained_at: now,
    training_duration_seconds: Math.round(trained.seconds),
    status: 'training',
  };
  const { sql, values } = insertion('ml_models', { ...ofRun, ...ofAttempt });
  await db.query(
    `${sql}
     on conflict (pipeline_run_id) do update
     set ${Object.keys(ofAttempt)
       .map((name) => `${name} = excluded.${name}`)
       .join(', ')}`,
    values,
  );
}

/** What every attempt of a run finds the same, for its input is pinned. */
function rowOfRun({ runId, run, featureSetId, split, data }: Candidate) {
  const { train, validation, test, trainAndValidation } = split;
  const { lastSession, contentHash } = pinnedInput(run);
  const rowsOf = ([from, to]: RowRange) => to - from;
  return {
    instrument_id: run.instrument_id,
    pipeline_run_id: runId,
    airflow_run_id: String(runId),
    feature_set_id: featureSetId,
    training_records: rowsOf(trainAndValidation),
    training_base_rate: classBalance(data.labels, trainAndValidation).positiveRate,
    validation_records: rowsOf(validation),
    test_records: rowsOf(test),
    training_start_date: data.dates[train[0]],
    training_end_date: data.dates[trainAndValidation[1] - 1],
    data_end_date: lastSession,
    data_hash: contentHash,
    label_end_date: data.dates[data.dates.length - 1],
    label_hash: data.hash,
    label_closes: [...data.labelCloses],
  };
}

async function nextVersion(db: Queryable, instrumentId: number, runId: number) {
  const numbered = await firstRow(
    db,
    'select next_model_version($1, $2) as version, clock_timestamp()::text as now',
    [instrumentId, runId],
    z.object({ version: z.string(), now: z.string() }),
  );
  if (!numbered) throw new Error(`next_model_version returned no row for run ${runId}`);
  return numbered;
}

/** How a candidate did beside the champion on rows that neither has learned from. */
export type ChampionComparison = Comparison & {
  readonly championId: number;
  readonly champion: string;
  readonly championIsProduction: boolean;
  /** What their ROC-AUCs on these rows are worth; null where that is not known. */
  readonly rocAucCorrected: { readonly champion: number | null; readonly challenger: number | null };
};

export async function saveVerdict(
  db: Queryable,
  modelId: number,
  verdict: {
    metrics: Record<string, unknown> & {
      rocAuc: number;
      accuracy: number;
      f1: number;
      pValue: number;
      /** Absent where there is no model to try on other histories. */
      worth?: { rocAucCorrected: number };
      /** Why the worth is absent, where the model itself does not tell. */
      whyNotCorrected?: string;
    };
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
         p_value = $8, reliability = $9, champion_comparison = $10, test_roc_auc_corrected = $11
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
      known(verdict.metrics.worth?.rocAucCorrected ?? Number.NaN),
    ],
  );
}

/** What the intervals of its instrument were worth on the test range. What is not known is null in them. */
export async function saveIntervalVerdict(
  db: Queryable,
  modelId: number,
  evaluation: IntervalEvaluation,
  { passed, reason }: GateVerdict,
): Promise<void> {
  await db.query(
    `update ml_models set interval_metrics = $2, interval_gate_passed = $3, interval_gate_reason = $4 where id = $1`,
    [modelId, evaluation, passed, reason],
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
