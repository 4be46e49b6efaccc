import { reconcilePrices as askForRuns } from '../src/db/maintenance.ts';
import type { ScheduledJob } from '../src/step_support/scheduled_job.ts';
import { counted } from '../src/text.ts';

/** Nightly: asks for a run wherever prices came past the triggers. */
export const reconcilePrices: ScheduledJob = {
  name: 'reconcile_prices',
  work: async (db) => `${counted(await askForRuns(db), 'run')} requested for prices that nobody had looked at`,
};
