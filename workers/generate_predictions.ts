import { lookbackOf } from '../src/backends/index.ts';
import type { Bars } from '../src/bars.ts';
import type { Scores } from '../src/compute/compute_thread.ts';
import { finishBackfillRequests, openBackfillRequests, sessionsToBackfill } from '../src/db/backfill.ts';
import { readBars } from '../src/db/bars.ts';
import { readDriftReference, saveDrift } from '../src/db/drift.ts';
import { type FeatureSetRow, featureSetById } from '../src/db/feature_sets.ts';
import { readFeatures } from '../src/db/features.ts';
import { findModelOfRun, type ModelRow, servingModel } from '../src/db/models.ts';
import { type Prediction, sessionsToScore, settlePredictions, writePredictions } from '../src/db/predictions.ts';
import { readPolicy } from '../src/db/runs.ts';
import { HORIZON_SESSIONS } from '../src/horizon.ts';
import { DRIFT_SESSIONS, type Drift, type DriftReference, measureDrift, type RowRange } from '../src/learn/index.ts';
import { type Matrix, selectColumns, sliceRows } from '../src/matrix.ts';
import { MINIMUM_COMPLETENESS, pinnedInput } from '../src/steps/dataset.ts';
import { asPredictions, scoreRows } from '../src/steps/scoring.ts';
import type { InstrumentStep, StepContext } from '../src/steps/step.ts';

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
  { run, db, compute, signal }: StepContext,
  model: ModelRow,
  bars: Bars,
  past: readonly string[] = [],
): Promise<ScoredSessions> {
  const { lastSession } = pinnedInput(run);
  const firstOpenSession = bars.dates.at(-HORIZON_SESSIONS) ?? lastSession;
  const lacking = await sessionsToScore(
    db,
    run.instrument_id,
    model.featureSetId,
    model.id,
    lastSession,
    firstOpenSession,
  );
  const wanted = new Set([...past, ...lacking]);
  const [firstWanted] = [...wanted].sort();
  if (firstWanted === undefined) return { model, predictions: [], drift: undefined };

  const { probabilityThreshold } = await readPolicy(db, run.instrument_id);
  const featureSet = await featureSetById(db, model.featureSetId);
  const first = Math.min(bars.dates.indexOf(firstWanted), Math.max(0, bars.dates.length - DRIFT_SESSIONS));
  const leading = Math.min(first, lookbackOf(model.family));
  const stored = await readFeatures(db, run.instrument_id, featureSet, lastSession, bars.dates[first - leading]);
  const scored: RowRange = [leading, stored.values.rows];
  const scores = await scoreRows(db, compute, model, featureSet.names, stored.values, scored, signal);
  const dates = stored.dates.slice(leading);
  const values = sliceRows(stored.values, leading, stored.values.rows);

  const from = dates.indexOf(firstWanted);
  const predictions = asPredictions(
    model,
    dates.slice(from),
    sliceRows(values, from, dates.length),
    featureSet.names,
    scoresFrom(scores, from),
    probabilityThreshold,
  ).filter((prediction) => wanted.has(prediction.date));
  const reference = lacking.length > 0 ? await readDriftReference(db, model.id) : undefined;
  return { model, predictions, drift: reference && driftOf(reference, model, featureSet, values, scores) };
}

/** Rows from `from` on. */
const scoresFrom = (scores: Scores, from: number): Scores => ({
  ...scores,
  probabilities: scores.probabilities.slice(from),
  contributions: sliceRows(scores.contributions, from, scores.contributions.rows),
});

function driftOf(
  reference: DriftReference,
  model: ModelRow,
  { names }: FeatureSetRow,
  values: Matrix,
  { probabilities, importance }: Scores,
): Drift {
  const from = Math.max(0, values.rows - reference.sessions);
  const columns = model.featureNames.map((name) => names.indexOf(name));
  return measureDrift(
    reference,
    model.featureNames,
    selectColumns(sliceRows(values, from, values.rows), columns),
    probabilities.slice(from),
    importance,
  );
}
