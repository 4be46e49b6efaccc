import { readBars } from '../src/db/bars.ts';
import { featureSetById } from '../src/db/feature_sets.ts';
import { readFeatures } from '../src/db/features.ts';
import { findModelOfRun, type ModelRow, servingModel } from '../src/db/models.ts';
import { type Prediction, sessionsToScore, settlePredictions, writePredictions } from '../src/db/predictions.ts';
import { readPolicy } from '../src/db/runs.ts';
import { HORIZON_SESSIONS } from '../src/horizon.ts';
import { lookbackOf } from '../src/learn/index.ts';
import { sliceRows } from '../src/matrix.ts';
import { pinnedInput } from '../src/pipeline/dataset.ts';
import { asPredictions, scoreRows } from '../src/pipeline/scoring.ts';
import type { InstrumentStep, StepContext } from '../src/pipeline/step.ts';

/**
 * Step 10: scores every session that lacks a prediction with the serving model, and with the model this run trained if
 * that is another one; settles the outcomes that the new bars made known.
 */
export const generatePredictions: InstrumentStep = {
  name: 'generate_predictions',
  async work(context) {
    const { run, runId, db } = context;
    const serving = await servingModel(db, run.instrument_id);
    if (!serving) return { skip: 'there is no model to predict with' };
    const trained = await findModelOfRun(db, runId);
    const models = trained && trained.id !== serving.id ? [serving, trained] : [serving];
    const scored = await Promise.all(
      models.map(async (model) => ({ model, predictions: await predictionsOf(context, model) })),
    );
    const newest = scored[0]?.predictions.at(-1);
    return {
      async write(client) {
        for (const { model, predictions } of scored) {
          await writePredictions(
            client,
            { instrumentId: run.instrument_id, modelId: model.id, runId, symbol: run.symbol, origin: 'live' },
            predictions,
          );
        }
        await settlePredictions(client, run.instrument_id);
      },
      summary: newest
        ? `${newest.date}: ${(100 * newest.probability).toFixed(1)} % up, ${newest.signal}; sessions scored: ${scored[0]?.predictions.length}`
        : 'every session has its prediction',
      output: {
        model_id: serving.id,
        sessions_scored: scored[0]?.predictions.length ?? 0,
        latest: newest ? { session: newest.date, probability: newest.probability, signal: newest.signal } : null,
      },
    };
  },
};

async function predictionsOf({ run, db, compute, signal }: StepContext, model: ModelRow): Promise<Prediction[]> {
  const { lastSession } = pinnedInput(run);
  const policy = await readPolicy(db, run.instrument_id);
  const bars = await readBars(db, run.instrument_id, lastSession);
  const firstOpenSession = bars.dates.at(-HORIZON_SESSIONS) ?? lastSession;
  const sessions = await sessionsToScore(
    db,
    run.instrument_id,
    model.featureSetId,
    model.id,
    lastSession,
    firstOpenSession,
  );
  if (sessions[0] === undefined) return [];
  const featureSet = await featureSetById(db, model.featureSetId);
  const { names } = featureSet;
  const first = bars.dates.indexOf(sessions[0]);
  const leading = Math.min(first, lookbackOf(model.family));
  const stored = await readFeatures(db, run.instrument_id, featureSet, lastSession, bars.dates[first - leading]);
  const scores = await scoreRows(db, compute, model, names, stored.values, signal, leading);
  const values = sliceRows(stored.values, leading, stored.values.rows);
  const wanted = new Set(sessions);
  return asPredictions(model, stored.dates.slice(leading), values, names, scores, policy.probabilityThreshold).filter(
    (prediction) => wanted.has(prediction.date),
  );
}
