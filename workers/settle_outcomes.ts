import { requestJudgements } from '../src/db/external_models.ts';
import { settlePredictions } from '../src/db/predictions.ts';
import { settleRanks } from '../src/db/rank_models.ts';
import type { ScheduledJob } from '../src/step_support/scheduled_job.ts';
import { counted } from '../src/text.ts';

/**
 * Nightly: fills the outcomes that prediction runs have missed, puts right those whose correction they have missed,
 * settles the ranks of days whose members have come, and asks for the models from elsewhere to be judged by what has come.
 */
export const settleOutcomes: ScheduledJob = {
  name: 'settle_outcomes',
  async work(db) {
    const settled = await settlePredictions(db, null);
    const days = await settleRanks(db);
    const judged = await requestJudgements(db);
    return `${counted(settled, 'outcome')} settled or put right, ranks of ${counted(days, 'day')}, ${counted(judged, 'model')} from elsewhere to be judged`;
  },
};
