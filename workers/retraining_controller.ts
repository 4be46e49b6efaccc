import type { ScheduledJob } from '../src/pipeline/scheduled_job.ts';

/** Nightly: asks for a training run wherever the policy says one is due and no price arrived to start it. */
export const retrainingController: ScheduledJob = {
  name: 'retraining_controller',
  async work(db) {
    const result = await db.query<{ requested: number }>('select request_due_retraining() as requested');
    return `${result.rows[0]?.requested ?? 0} training runs requested`;
  },
};
