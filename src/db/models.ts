import { z } from 'zod';
import { calibrationSchema } from '../learn/index.ts';
import { firstRow, type Queryable, rows } from './pool.ts';
import { prepared } from './prepared.ts';

const modelRow = z.object({
  id: z.number().int(),
  name: z.string(),
  family: z.string(),
  featureSetId: z.number().int(),
  featureNames: z.array(z.string()),
  artifact: z.string().nullable(),
  dataEndDate: z.iso.date(),
  isProduction: z.boolean(),
  /** Whether it may say BUY and SELL, by the view model_signals. */
  signals: z.boolean(),
  /** Share of rises among the rows it learned from. */
  trainingBaseRate: z.number().nullable(),
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
  is_production as "isProduction", (select s.signals from model_signals s where s.model_id = id) as signals,
  training_base_rate as "trainingBaseRate", training_end_date as "trainingEnd", calibration, scope,
  unseen_from as "unseenFrom"`;

/**
 * What a candidate has to be compared with: the production model, or while there is none, the testing model, if it can
 * still be scored with.
 */
export async function championOf(db: Queryable, candidate: ModelRow): Promise<ModelRow | undefined> {
  return firstRow(
    db,
    `select ${modelColumns} from ml_models m
     where instrument_id = (select instrument_id from ml_models where id = $1) and id <> $1
       and (is_production or status = 'testing') and model_file_hash is not null
       and exists (select from ml_feature_sets s where s.id = m.feature_set_id and s.is_supported)
     order by is_production desc, id desc
     limit 1`,
    [candidate.id],
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
  return firstRow(db, prepared(`select ${modelColumns} from ml_models where pipeline_run_id = $1`), [runId], modelRow);
}

/** The model that new sessions of an instrument are scored with. */
export async function scoringModel(db: Queryable, instrumentId: number): Promise<ModelRow | undefined> {
  const found = await rows(
    db,
    prepared(`select ${modelColumns} from scoring_model($1) where id is not null`),
    [instrumentId],
    modelRow,
  );
  return found[0];
}

/**
 * Gives a validated candidate its place, and deprecates what it replaces: `register_candidate` decides. In the caller's
 * transaction, so at most one production model exists at any time.
 * @returns the place (active, testing or deprecated), why, and the versions of the replaced models
 */
export async function registerCandidate(
  db: Queryable,
  modelId: number,
): Promise<{ place: string; reason: string; replaced: string[] }> {
  const registered = await firstRow(
    db,
    'select place::text, reason, replaced from register_candidate($1)',
    [modelId],
    z.object({ place: z.string(), reason: z.string(), replaced: z.array(z.string()) }),
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

/** What a model reaches over so many rows where there is nothing to know; NaN of one that was not tried on that. */
export async function expectedRocAucOf(db: Queryable, modelId: number, rows: number): Promise<number> {
  const found = await firstRow(
    db,
    'select expected_roc_auc(metrics, $2) as expected from ml_models where id = $1',
    [modelId, rows],
    z.object({ expected: z.number().nullable() }),
  );
  return found?.expected ?? Number.NaN;
}
