import { lookbackOf } from '../backends/index.ts';
import type { Bars } from '../bars.ts';
import { featureSetById } from '../db/feature_sets.ts';
import { readFeatures } from '../db/features.ts';
import type { Client } from '../db/pool.ts';
import { type RankedSession, rankModelFor, sessionsToRank, writeRelativePredictions } from '../db/rank_models.ts';
import { pinnedInput } from '../db/runs.ts';
import { MINIMUM_COMPLETENESS } from '../features/index.ts';
import { pickRows } from '../matrix.ts';
import { firstOpenSession } from '../predictions/index.ts';
import { predictRows } from './scoring.ts';
import type { StepContext } from './step.ts';

/** What the rank model of the instrument's pool says of sessions that it had not spoken of. */
export type RankedSessions = {
  readonly modelId: number;
  readonly sessions: readonly RankedSession[];
  readonly probabilities: Float64Array;
  /** By the trees that know the market, where the model has some. */
  readonly rawScores: Float64Array | undefined;
};

/** @returns undefined where the instrument is in no pool that ranks, or nothing is new */
export async function rankSessions(context: StepContext, bars: Bars): Promise<RankedSessions | undefined> {
  const { run, db } = context;
  const model = await rankModelFor(db, run.instrument_id);
  if (!model || lookbackOf(model.family) > 0) return undefined;
  const { lastSession } = pinnedInput(run);
  const sessions = await sessionsToRank(
    db,
    model,
    run.instrument_id,
    lastSession,
    firstOpenSession(bars.dates),
    MINIMUM_COMPLETENESS,
  );
  if (sessions.length === 0) return undefined;
  const featureSet = await featureSetById(db, model.featureSetId);
  const stored = await readFeatures(db, run.instrument_id, featureSet, lastSession, sessions[0]);
  const wanted = new Set(sessions);
  const kept = [...stored.dates.keys()].filter((row) => wanted.has(stored.dates[row]));
  const rows = { names: stored.features.names, matrix: pickRows(stored.features.matrix, kept) };
  const all = [0, kept.length] as const;
  const raw = model.raw && { ...model, ...model.raw, calibration: null };
  return {
    modelId: model.id,
    sessions: kept.map((row) => ({ date: stored.dates[row], hash: stored.hashes[row] })),
    probabilities: await predictRows(context, model, rows, all),
    rawScores: raw ? await predictRows(context, raw, rows, all) : undefined,
  };
}

export async function saveRankedSessions(
  client: Client,
  { run }: StepContext,
  { modelId, sessions, probabilities, rawScores }: RankedSessions,
): Promise<void> {
  await writeRelativePredictions(client, modelId, run.instrument_id, sessions, probabilities, rawScores);
}
