import { finishBackfillRequests, openBackfillRequests, sessionsToBackfill } from '../src/db/backfill.ts';
import { saveDrift } from '../src/db/drift.ts';
import { findModelOfRun, servingModel } from '../src/db/models.ts';
import { settlePredictions, writePredictions } from '../src/db/predictions.ts';
import { pinnedInput } from '../src/db/runs.ts';
import { MINIMUM_COMPLETENESS } from '../src/features/index.ts';
import { readPinnedSessions } from '../src/step_support/read_feature_inputs.ts';
import { scoreSessions } from '../src/step_support/scored_sessions.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';

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
    const bars = await readPinnedSessions(db, runId, run);
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
