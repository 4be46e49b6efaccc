import { modelOfRun, registerCandidate } from '../src/db/models.ts';
import type { InstrumentStep } from '../src/pipeline/step.ts';

/** Step 9: gives the candidate its place beside the champion; what it replaces is deprecated, all in one transaction. */
export const updateModelRegistry: InstrumentStep = {
  name: 'update_model_registry',
  async work({ run, runId, db }) {
    const model = await modelOfRun(db, runId);
    return {
      async write(client) {
        const { status, deprecated } = await registerCandidate(client, run.instrument_id, model.id);
        const replaced = deprecated.length > 0 ? `, replaces ${deprecated.join(', ')}` : '';
        return {
          summary: `${model.name} is ${status === 'active' ? 'in production' : status}${replaced}`,
          output: { model_id: model.id, status, deprecated },
        };
      },
    };
  },
};
