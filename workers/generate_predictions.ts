import { finishBackfillRequests, openBackfillRequests, sessionsToBackfill } from '../src/db/backfill.ts';
import { scoreExternalModels } from '../src/db/external_models.ts';
import { findModelOfRun, scoringModel } from '../src/db/models.ts';
import { newestOfRun, settlePredictions } from '../src/db/predictions.ts';
import { pinnedInput } from '../src/db/runs.ts';
import { MINIMUM_COMPLETENESS } from '../src/features/index.ts';
import { rankSessions, saveRankedSessions } from '../src/step_support/ranked_sessions.ts';
import { readPinnedBars } from '../src/step_support/read_feature_inputs.ts';
import { saveScoredSessions, scoreSessions } from '../src/step_support/scored_sessions.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';

/**
 * Step 10: scores every session that lacks a prediction with the scoring model, and with the model this run trained if
 * that is another one; says how likely the instrument is to do better than the others of its pool; lets registered models from elsewhere speak; measures how unlike their training ranges the newest sessions are; settles the outcomes that
 * the new bars made known. A model that came into use in this run has spoken when it was registered.
 */
export const generatePredictions: InstrumentStep = {
  name: 'generate_predictions',
  async work(context) {
    const { run, runId, db } = context;
    const scoring = await scoringModel(db, run.instrument_id);
    if (!scoring) return { skip: 'there is no model to predict with' };
    const { lastSession } = pinnedInput(run);
    const bars = await readPinnedBars(context);
    const backfills = await openBackfillRequests(db, run.instrument_id);
    const target = { instrumentId: run.instrument_id, featureSetId: scoring.featureSetId, modelId: scoring.id };
    const past = await sessionsToBackfill(db, { ...target, lastSession }, backfills, MINIMUM_COMPLETENESS);

    const trained = await findModelOfRun(db, runId);
    const scored = [await scoreSessions(context, scoring, bars, past)];
    if (trained && trained.id !== scoring.id) scored.push(await scoreSessions(context, trained, bars));
    const ranked = await rankSessions(context, bars);
    return {
      async write(client) {
        if (ranked) await saveRankedSessions(client, context, ranked);
        for (const one of scored) await saveScoredSessions(client, context, one);
        if (backfills.length > 0) await finishBackfillRequests(client, backfills, { runId, modelId: scoring.id });
        await scoreExternalModels(client, run.instrument_id);
        await settlePredictions(client, run.instrument_id);
        const said = await newestOfRun(client, runId, scoring.id);
        return {
          summary: said
            ? `${said.session}: ${(100 * said.probability).toFixed(1)} % up, ${said.signal}; sessions scored: ${said.sessions}`
            : 'every session has its prediction',
          output: {
            model_id: scoring.id,
            sessions_scored: said?.sessions ?? 0,
            latest: said ? { session: said.session, probability: said.probability, signal: said.signal } : null,
            drift: said?.drift ?? null,
            backfilled: past.length,
          },
        };
      },
    };
  },
};
