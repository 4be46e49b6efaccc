import { modelOfRun, registerCandidate } from '../src/db/models.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';

/** Step 9: gives the candidate its place beside the champion; what it replaces is deprecated, all in one transaction. */
export const updateModelRegistry: InstrumentStep = {
  name: 'update_model_registry',
  async work({ runId, db }) {
    const model = await modelOfRun(db, runId);
    return {
      async write(client) {
        const { place, replaced } = await registerCandidate(client, model.id);
        const instead = replaced.length > 0 ? `, replaces ${replaced.join(', ')}` : '';
        return {
          summary: `${model.name} is ${place === 'active' ? 'in production' : place}${instead}`,
          output: { model_id: model.id, status: place, deprecated: replaced },
        };
      },
    };
  },
};
