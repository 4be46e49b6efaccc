import { deleteOldRuns as deleteRuns } from '../src/db/maintenance.ts';
import type { ScheduledJob } from '../src/pipeline/scheduled_job.ts';

/** Nightly: deletes runs, quality metrics and measurements of drift older than a quarter. */
export const deleteOldRuns: ScheduledJob = {
  name: 'delete_old_runs',
  work: async (db) => `${await deleteRuns(db)} old runs deleted`,
};
