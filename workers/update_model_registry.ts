import { modelOfRun, registerCandidate, scoringModel } from '../src/db/models.ts';
import { readPinnedInputs } from '../src/step_support/read_feature_inputs.ts';
import { saveScoredSessions, scoreSessions } from '../src/step_support/scored_sessions.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';

/**
 * Step 9: gives the candidate its place beside the champion; what it replaces is deprecated. A model that comes into use
 * brings what it says of the newest sessions along, all in one transaction: readers see the one or the other, each with
 * its newest prediction. One that does not is scored with the next step, beside the model that stays.
 */
export const updateModelRegistry: InstrumentStep = {
  name: 'update_model_registry',
  async work(context) {
    const { run, runId, db } = context;
    const model = await modelOfRun(db, runId);
    const { inputs } = await readPinnedInputs(context);
    const scored = await scoreSessions(context, model, inputs.bars);
    return {
      async write(client) {
        const { place, reason, replaced } = await registerCandidate(client, model.id);
        const scoring = await scoringModel(client, run.instrument_id);
        if (scoring?.id === model.id) await saveScoredSessions(client, context, scored);
        const instead = replaced.length > 0 ? `, replaces ${replaced.join(', ')}` : '';
        return {
          summary: `${model.name} is ${place === 'active' ? 'in production' : place}${instead}`,
          output: { model_id: model.id, status: place, reason, deprecated: replaced },
        };
      },
    };
  },
};
