import type { ScheduledJob } from '../src/pipeline/scheduled_job.ts';

/** Nightly: deletes runs and quality metrics older than a quarter. */
export const cleanUp: ScheduledJob = {
  name: 'clean_up',
  async work(db) {
    const result = await db.query<{ deleted: number }>('select delete_old_runs() as deleted');
    return `${result.rows[0]?.deleted ?? 0} old runs deleted`;
  },
};
