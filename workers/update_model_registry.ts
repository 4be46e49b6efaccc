import { modelOfRun, registerCandidate } from '../src/db/models.ts';
import type { Step } from '../src/pipeline/step.ts';

/**
 * Step 9: production when the gate is passed, else testing; what it replaces is deprecated, all in one transaction. The
 * decision follows from the stored verdict, so the step knows its result before it writes.
 */
export const updateModelRegistry: Step = {
  name: 'update_model_registry',
  async work({ run, runId, db }) {
    const model = await modelOfRun(db, runId);
    const place = model.gatePassed ? 'active, in production' : 'testing';
    return {
      write: async (client) => {
        await registerCandidate(client, run.instrument_id, model.id);
      },
      summary: `${model.name} is ${place}`,
      output: { model_id: model.id, promoted: model.gatePassed === true },
    };
  },
};
