import { requestJudgements } from '../src/db/external_models.ts';
import { settlePredictions } from '../src/db/predictions.ts';
import type { ScheduledJob } from '../src/step_support/scheduled_job.ts';
import { counted } from '../src/text.ts';

/**
 * Nightly: fills the outcomes that prediction runs have missed, puts right those whose correction they have missed, and
 * asks for the models from elsewhere to be judged by what has come.
 */
export const settleOutcomes: ScheduledJob = {
  name: 'settle_outcomes',
  async work(db) {
    const settled = await settlePredictions(db, null);
    const judged = await requestJudgements(db);
    return `${counted(settled, 'outcome')} settled or put right, ${counted(judged, 'model')} from elsewhere to be judged`;
  },
};
