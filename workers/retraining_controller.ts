import { requestDueRetraining } from '../src/db/maintenance.ts';
import type { ScheduledJob } from '../src/step_support/scheduled_job.ts';
import { counted } from '../src/text.ts';

/** Nightly: asks for a training run wherever the policy says one is due and no price arrived to start it. */
export const retrainingController: ScheduledJob = {
  name: 'retraining_controller',
  work: async (db) => `${counted(await requestDueRetraining(db), 'run')} requested`,
};
