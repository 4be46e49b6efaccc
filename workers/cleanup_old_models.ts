import { archiveModels } from '../src/db/models.ts';
import { readPolicy } from '../src/db/runs.ts';
import type { InstrumentStep } from '../src/step_support/step.ts';
import { counted } from '../src/text.ts';

/** Step 11: archives models beyond those the policy keeps and prunes artifacts that no model points to. */
export const cleanupOldModels: InstrumentStep = {
  name: 'cleanup_old_models',
  async work({ run, db }) {
    const { keptModels } = await readPolicy(db, run.instrument_id);
    return {
      async write(client) {
        const { archived, removed } = await archiveModels(client, run.instrument_id, keptModels);
        return {
          summary: `${counted(archived, 'old model')} archived, ${counted(removed, 'artifact')} removed; replaced models kept: ${keptModels}`,
          output: { archived, removed, kept_models: keptModels },
        };
      },
    };
  },
};
