import { settlePredictions } from '../src/db/predictions.ts';
import type { ScheduledJob } from '../src/step_support/scheduled_job.ts';
import { counted } from '../src/text.ts';

/** Nightly: fills the outcomes that prediction runs have missed, and puts right those whose correction they have missed. */
export const settleOutcomes: ScheduledJob = {
  name: 'settle_outcomes',
  work: async (db) => `${counted(await settlePredictions(db, null), 'outcome')} settled or put right`,
};
