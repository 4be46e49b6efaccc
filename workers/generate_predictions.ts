import { lookbackOf } from '../src/backends/index.ts';
import type { Bars } from '../src/bars.ts';
import { finishBackfillRequests, openBackfillRequests, sessionsToBackfill } from '../src/db/backfill.ts';
import { readBars } from '../src/db/bars.ts';
import { readDriftReference, saveDrift } from '../src/db/drift.ts';
import { featureSetById } from '../src/db/feature_sets.ts';
import { readFeatures } from '../src/db/features.ts';
import { findModelOfRun, type ModelRow, servingModel } from '../src/db/models.ts';
import { sessionsToScore, settlePredictions, writePredictions } from '../src/db/predictions.ts';
import { pinnedInput, readPolicy } from '../src/db/runs.ts';
import { MINIMUM_COMPLETENESS } from '../src/features/index.ts';
import type { Drift, RowRange } from '../src/learn/index.ts';
import {
  firstOpenSession,
  newestDrift,
  type Prediction,
  predictionsOf,
  rangeToScore,
  type ScoredRows,
  type SessionRange,
} from '../src/predictions/index.ts';
import { scoreRows } from '../src/steps/scoring.ts';
import type { InstrumentStep, StepContext } from '../src/steps/step.ts';
import { tableRows } from '../src/table.ts';

/**
 * Step 10: scores every session that lacks a prediction with the serving model, and with the model this run trained if
 * that is another one; measures how unlike their training ranges the newest sessions are; settles the outcomes that
 * the new bars made known.
 */
export const generatePredictions: InstrumentStep = {
  name: 'generate_predictions',
  async work(context) {
    const { run, runId, db } = context;
    const serving = await servingModel(db, run.instrument_id);
    if (!serving) return { skip: 'there is no model to predict with' };
    const { lastSession } = pinnedInput(run);
    const bars = await readBars(db, run.instrument_id, { to: lastSession });
    const backfills = await openBackfillRequests(db, run.instrument_id);
    const target = { instrumentId: run.instrument_id, featureSetId: serving.featureSetId, modelId: serving.id };
    const past = await sessionsToBackfill(db, { ...target, lastSession }, backfills, MINIMUM_COMPLETENESS);

    const trained = await findModelOfRun(db, runId);
    const scored = [await scoreSessions(context, serving, bars, past)];
    if (trained && trained.id !== serving.id) scored.push(await scoreSessions(context, trained, bars));
    const { predictions, drift } = scored[0];
    const newest = predictions.at(-1);
    return {
      async write(client) {
        for (const one of scored) {
          await writePredictions(
            client,
            { instrumentId: run.instrument_id, modelId: one.model.id, runId, symbol: run.symbol, origin: 'live' },
            one.predictions,
          );
          if (one.drift) await saveDrift(client, one.model.id, lastSession, one.drift);
        }
        if (backfills.length > 0) await finishBackfillRequests(client, backfills, { runId, modelId: serving.id });
        await settlePredictions(client, run.instrument_id);
      },
      summary: newest
        ? `${newest.date}: ${(100 * newest.probability).toFixed(1)} % up, ${newest.signal}; sessions scored: ${predictions.length}`
        : 'every session has its prediction',
      output: {
        model_id: serving.id,
        sessions_scored: predictions.length,
        latest: newest ? { session: newest.date, probability: newest.probability, signal: newest.signal } : null,
        drift: drift ? { drifted_share: drift.driftedShare, score_psi: drift.scorePsi } : null,
        backfilled: past.length,
      },
    };
  },
};

type ScoredSessions = {
  readonly model: ModelRow;
  readonly predictions: readonly Prediction[];
  /** Of the newest sessions; absent where none was scored, or the model has nothing to compare them with. */
  readonly drift: Drift | undefined;
};

/** @param past further sessions to score, which the model may have learned from */
async function scoreSessions(
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

  const { probabilityThreshold } = await readPolicy(db, run.instrument_id);
  const scored = await scoreRange(context, model, bars, range);
  const predictions = predictionsOf(model, scored, probabilityThreshold, wanted);
  const reference = lacking.length > 0 ? await readDriftReference(db, model.id) : undefined;
  return { model, predictions, drift: reference && newestDrift(reference, model, scored) };
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
