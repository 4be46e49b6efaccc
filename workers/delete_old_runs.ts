import { deleteOldRuns as deleteRuns } from '../src/db/maintenance.ts';
import type { ScheduledJob } from '../src/step_support/scheduled_job.ts';
import { counted } from '../src/text.ts';

/** Nightly: deletes runs, quality metrics and measurements of drift older than a quarter. */
export const deleteOldRuns: ScheduledJob = {
  name: 'delete_old_runs',
  work: async (db) => `${counted(await deleteRuns(db), 'old run')} deleted`,
};
