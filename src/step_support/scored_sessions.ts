import { lookbackOf } from '../backends/index.ts';
import type { Bars } from '../bars.ts';
import { readDriftReference, saveDrift } from '../db/drift.ts';
import { featureSetById } from '../db/feature_sets.ts';
import { readFeatures } from '../db/features.ts';
import type { ModelRow } from '../db/models.ts';
import type { Client } from '../db/pool.ts';
import { sessionsToScore, writePredictions } from '../db/predictions.ts';
import { pinnedInput, readPolicy } from '../db/runs.ts';
import type { Drift, RowRange } from '../learn/index.ts';
import {
  firstOpenSession,
  newestDrift,
  type Prediction,
  predictionsOf,
  rangeToScore,
  type ScoredRows,
  type SessionRange,
  withIntervals,
} from '../predictions/index.ts';
import { tableRows } from '../table.ts';
import { marketOfRun } from './read_feature_inputs.ts';
import { scoreRows } from './scoring.ts';
import type { StepContext } from './step.ts';

/** What a model says of the sessions that lacked its prediction. */
export type ScoredSessions = {
  readonly model: ModelRow;
  readonly predictions: readonly Prediction[];
  /** Of the newest sessions; absent where none was scored, or the model has nothing to compare them with. */
  readonly drift: Drift | undefined;
};

/**
 * Scores the sessions that lack a prediction of the model, and measures how unlike its training range the newest are.
 * @param bars up to the last session that the run has pinned
 * @param past further sessions to score, which the model may have learned from
 */
export async function scoreSessions(
  context: StepContext,
  model: ModelRow,
  bars: Bars,
  past: readonly string[] = [],
): Promise<ScoredSessions> {
  const { run, db } = context;
  const { lastSession } = pinnedInput(run);
  const target = { instrumentId: run.instrument_id, featureSetId: model.featureSetId, modelId: model.id, lastSession };
  const lacking = await sessionsToScore(db, target, firstOpenSession(bars.dates));
  const wanted = new Set([...past, ...lacking]);
  const range = rangeToScore(bars.dates, wanted, lookbackOf(model.family));
  if (!range) return { model, predictions: [], drift: undefined };

  const { probabilityThreshold, intervalCoverage } = await readPolicy(db, run.instrument_id);
  const scored = await scoreRange(context, model, bars, range);
  const said = predictionsOf(model, scored, probabilityThreshold, wanted);
  const predictions = withIntervals(said, bars, intervalCoverage, await marketOfRun(context, bars));
  const reference = lacking.length > 0 ? await readDriftReference(db, model.id) : undefined;
  return { model, predictions, drift: reference && newestDrift(reference, model, scored) };
}

/** Writes what a model says of sessions behind its holdout, and how unlike its training range they are. */
export async function saveScoredSessions(
  client: Client,
  { run, runId }: StepContext,
  { model, predictions, drift }: ScoredSessions,
): Promise<void> {
  const { instrument_id: instrumentId, symbol } = run;
  await writePredictions(client, { instrumentId, modelId: model.id, runId, symbol, origin: 'later' }, predictions);
  if (drift) await saveDrift(client, model.id, pinnedInput(run).lastSession, drift);
}

async function scoreRange(
  context: StepContext,
  model: ModelRow,
  { dates }: Bars,
  { readFrom, scoreFrom }: SessionRange,
): Promise<ScoredRows> {
  const { run, db } = context;
  const { lastSession } = pinnedInput(run);
  const featureSet = await featureSetById(db, model.featureSetId);
  const stored = await readFeatures(db, run.instrument_id, featureSet, lastSession, dates[readFrom]);
  const scored: RowRange = [scoreFrom - readFrom, stored.dates.length];
  return {
    dates: stored.dates.slice(...scored),
    features: tableRows(stored.features, ...scored),
    scores: await scoreRows(context, model, stored.features, scored),
  };
}
