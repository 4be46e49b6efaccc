import { analyzePartitionedTables, deleteOldRuns as deleteRuns } from '../src/db/maintenance.ts';
import type { ScheduledJob } from '../src/step_support/scheduled_job.ts';
import { counted } from '../src/text.ts';

/** Nightly: deletes runs, quality metrics and measurements of drift older than a quarter, and looks after partitioned tables. */
export const deleteOldRuns: ScheduledJob = {
  name: 'delete_old_runs',
  async work(db) {
    const deleted = await deleteRuns(db);
    const analyzed = await analyzePartitionedTables(db);
    const tables = analyzed > 0 ? `, ${counted(analyzed, 'partitioned table')} analyzed` : '';
    return `${counted(deleted, 'old run')} deleted${tables}`;
  },
};
