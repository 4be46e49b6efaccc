import { watchOnce } from '../src/alerts/watch.ts';
import type { ScheduledJob } from '../src/step_support/scheduled_job.ts';
import { counted } from '../src/text.ts';

/** Every minute: evaluates the rules, and tells hooks what was raised and resolved. */
export const watchAlerts: ScheduledJob = {
  name: 'watch_alerts',
  async work(db) {
    const { changed, delivered, failed } = await watchOnce(db);
    return `${counted(changed.length, 'alert')} changed, ${counted(delivered, 'delivery', 'deliveries')} made, ${failed} failed`;
  },
};
